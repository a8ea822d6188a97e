//! Lines of plain text that end before the paper does.
//!
//! English breaks at blanks, Chinese between any two characters, except that no
//! line begins with a closing mark or ends with an opening one (避头尾). Lines
//! with two blanks in a row are tables or already laid out, and stay as they are.

use unicode_width::UnicodeWidthChar;

/// Columns of a line; a Chinese character takes two.
pub const WIDTH: usize = 78;

/// Marks that may not begin a line.
const CLOSING: &str = "，。、；：？！）》〉」』】”’…—,.;:?!)]}%";
/// Marks that may not end a line.
const OPENING: &str = "（《〈「『【“‘([{";

/// Wraps every line that is too long; no blanks at the ends of lines, no two
/// empty lines in a row, one line break at the end.
#[must_use]
pub fn text(text: &str) -> String {
    within(text, WIDTH)
}

/// The same for lines of so many columns.
#[must_use]
pub fn within(text: &str, width: usize) -> String {
    let mut wrapped = String::with_capacity(text.len() + 64);
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            if !empty {
                wrapped.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        for piece in lines(line, width) {
            wrapped.push_str(piece.trim_end());
            wrapped.push('\n');
        }
    }
    while wrapped.ends_with("\n\n") {
        wrapped.pop();
    }
    wrapped
}

/// The columns of a text.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// One line in lines that fit.
fn lines(line: &str, width: usize) -> Vec<String> {
    let laid_out = line.trim_start().contains("  ");
    if columns(line) <= width || laid_out {
        return vec![line.to_owned()];
    }
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in words(line) {
        let fits = columns(&current) + columns(word.trim_end()) <= width;
        if !fits && !current.trim().is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

/// Pieces between which a line may be broken.
fn words(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    for (i, pair) in chars.windows(2).enumerate() {
        let ((_, before), (at, after)) = (pair[0], pair[1]);
        // An amount stays with its currency: 120,000.00 CNY.
        let last = i.checked_sub(1).map_or(' ', |i| chars[i].1);
        if before == ' ' && last.is_ascii_digit() && after.is_ascii_uppercase() {
            continue;
        }
        let leading = line[..at].trim().is_empty();
        let wide = |c: char| c.width() == Some(2);
        let blank = before == ' ' && after != ' ';
        let between = wide(before) || wide(after);
        let kept = CLOSING.contains(after) || OPENING.contains(before) || after == ' ';
        if !leading && (blank || (between && before != ' ')) && !kept {
            pieces.push(&line[start..at]);
            start = at;
        }
    }
    pieces.push(&line[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_breaks_at_blanks() {
        let long = "word ".repeat(40);
        let wrapped = text(&long);
        assert!(wrapped.lines().all(|line| columns(line) <= WIDTH && line.ends_with("word")));
        assert_eq!(wrapped.split_whitespace().count(), 40);
    }

    #[test]
    fn no_chinese_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
        for shift in 0..6 {
            let long =
                format!("{}{}", "字".repeat(shift), "已到期（合同编号：K-1）的款项，".repeat(9));
            for line in text(&long).lines() {
                assert!(columns(line) <= WIDTH, "{line}");
                assert!(!CLOSING.contains(line.chars().next().unwrap()), "{line}");
                assert!(!OPENING.contains(line.chars().last().unwrap()), "{line}");
                assert!(!line.ends_with("K-"), "{line}");
            }
        }
    }

    #[test]
    fn an_amount_stays_with_its_currency() {
        for shift in 60..80 {
            let long = format!("{} 120,000.00 CNY is owed.", "x".repeat(shift));
            assert!(text(&long).contains("120,000.00 CNY"), "{shift}");
        }
    }

    #[test]
    fn tables_and_short_lines_stay() {
        let table = format!("a{}b", " ".repeat(100));
        assert_eq!(text(&table), format!("{table}\n"));
        assert_eq!(text("a\n\n\nb\n\n"), "a\n\nb\n");
    }
}
