//! Tables in plain text: columns that stand under each other, Chinese too.

use super::wrap::columns;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands above it.
    pub heading: String,
    /// How it stands.
    pub align: Align,
    /// Whether it is left out when nothing stands in it.
    pub optional: bool,
}

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Lays rows under headings, two blanks between columns, a rule under the
/// headings and above a total.
#[must_use]
pub fn table(columns: &[Column], rows: &[Vec<String>], total: Option<&Vec<String>>) -> String {
    let used: Vec<usize> = (0..columns.len())
        .filter(|i| !columns[*i].optional || rows.iter().any(|row| !row[*i].is_empty()))
        .collect();
    let pick = |row: &Vec<String>| used.iter().map(|i| row[*i].clone()).collect::<Vec<_>>();
    let columns: Vec<&Column> = used.iter().map(|i| &columns[*i]).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(pick).collect();
    lay(&columns, &rows, total.map(pick).as_ref())
}

fn lay(headings: &[&Column], rows: &[Vec<String>], total: Option<&Vec<String>>) -> String {
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(i, column)| {
            let cells = rows.iter().chain(total).map(|row| columns(&row[i]));
            cells.chain([columns(&column.heading)]).max().unwrap_or_default()
        })
        .collect();
    let line = |cells: &[String]| {
        let mut line = String::new();
        for (i, cell) in cells.iter().enumerate() {
            let room = " ".repeat(widths[i] - columns(cell));
            if i > 0 {
                line.push_str("  ");
            }
            match headings[i].align {
                Align::Left => line.extend([cell.as_str(), &room]),
                Align::Right => line.extend([&room, cell.as_str()]),
            }
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let head: Vec<String> = headings.iter().map(|column| column.heading.clone()).collect();
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
        let column = |heading: &str, align, optional| Column {
            heading: heading.to_owned(),
            align,
            optional,
        };
        let columns = [
            column("发票", Align::Left, false),
            column("期", Align::Left, true),
            column("金额", Align::Right, false),
        ];
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = vec![row(["INV-1", "", "120,000.00"]), row(["补收款", "", "9.00"])];
        let text = table(&columns, &rows, Some(&row(["合计", "", "120,009.00"])));
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
