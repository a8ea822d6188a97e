//! Tables in plain text: columns that stand under each other, Chinese too.

use super::wrap::columns;

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Lays rows under headings, two blanks between columns, a rule under the
/// headings and above a total; columns in which nothing stands are left out.
#[must_use]
pub fn table(
    headings: &[(String, Align)],
    rows: &[Vec<String>],
    total: Option<&Vec<String>>,
) -> String {
    let used: Vec<usize> = (0..headings.len())
        .filter(|i| rows.is_empty() || rows.iter().any(|row| !row[*i].is_empty()))
        .collect();
    let pick = |row: &Vec<String>| used.iter().map(|i| row[*i].clone()).collect::<Vec<_>>();
    let headings: Vec<(String, Align)> = used.iter().map(|i| headings[*i].clone()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(pick).collect();
    lay(&headings, &rows, total.map(pick).as_ref())
}

fn lay(
    headings: &[(String, Align)],
    rows: &[Vec<String>],
    total: Option<&Vec<String>>,
) -> String {
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(i, (heading, _))| {
            let cells = rows.iter().chain(total).map(|row| columns(&row[i]));
            cells.chain([columns(heading)]).max().unwrap_or_default()
        })
        .collect();
    let line = |cells: &[String]| {
        let mut line = String::new();
        for (i, cell) in cells.iter().enumerate() {
            let room = " ".repeat(widths[i] - columns(cell));
            if i > 0 {
                line.push_str("  ");
            }
            match headings[i].1 {
                Align::Left => line.extend([cell.as_str(), &room]),
                Align::Right => line.extend([&room, cell.as_str()]),
            }
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let head: Vec<String> = headings.iter().map(|(heading, _)| heading.clone()).collect();
    let mut lines = vec![line(&head), line(&rule)];
    lines.extend(rows.iter().map(|row| line(row)));
    if let Some(total) = total {
        lines.extend([line(&rule), line(total)]);
    }
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_in_chinese_too() {
        let headings = [("发票".to_owned(), Align::Left), ("金额".to_owned(), Align::Right)];
        let rows = vec![
            vec!["INV-1".to_owned(), "120,000.00".to_owned()],
            vec!["补收款".to_owned(), "9.00".to_owned()],
        ];
        let total = vec!["合计".to_owned(), "120,009.00".to_owned()];
        let text = table(&headings, &rows, Some(&total));
        assert_eq!(
            text,
            "发票          金额\n\
             ------  ----------\n\
             INV-1   120,000.00\n\
             补收款        9.00\n\
             ------  ----------\n\
             合计    120,009.00\n"
        );
    }
}
