//! An archive that somebody else may have packed: its list of files, and their bytes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use duebook_events::Words;
use duebook_events::words::quoted;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::fields::{
    DEFLATED, DESCRIPTOR, EFFORT, END, END_64, END_64_BYTES, END_BYTES, ENTRY, ENTRY_BYTES,
    EXTRA_64, EXTRA_NAME, LOCAL, LOCAL_BYTES, LOCATOR_64, LOCATOR_64_BYTES, STORED, STREAMED,
    UTF_8, u16_at, u32_at, u64_at,
};

/// The most bytes of an extra field, or of the comment of a file: what is passed over is no place to
/// hide things.
const ASIDE_BYTES_MAX: usize = 1024;

/// Why an archive, or a file in it, is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub Words);

/// An archive whose list of files is sound. The files' bytes are looked at when they are asked for.
#[derive(Debug)]
pub struct Archive<'b> {
    bytes: &'b [u8],
    files: BTreeMap<String, Packed>,
    folders: BTreeSet<String>,
}

/// Where a file lies in an archive.
#[derive(Debug, Clone)]
struct Packed {
    deflated: bool,
    crc: u32,
    range: Range<usize>,
    length: u64,
}

/// The list of files, as the end of the archive says where it is.
struct List {
    start: usize,
    /// Where the ends of the archive begin: nothing may stand between.
    end: usize,
    count: u64,
}

impl<'b> Archive<'b> {
    /// Reads the list of files.
    ///
    /// # Errors
    /// When it is not an archive from its first byte to its last, a name stands twice, or programs
    /// could differ about what is in it.
    pub fn open(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        let list = find_list(bytes)?;
        let (mut files, mut folders) = (BTreeMap::new(), BTreeSet::new());
        let mut spans = Vec::new();
        let mut at = list.start;
        for _ in 0..list.count {
            let (name, packed, span, next) = entry(bytes, at, list.end)?;
            at = next;
            spans.push(span);
            // A folder holds no bytes, and files name theirs.
            let folder = name.ends_with('/') && packed.length == 0 && packed.range.is_empty();
            let shown = quoted(&name);
            let new =
                if folder { folders.insert(name) } else { files.insert(name, packed).is_none() };
            if !new {
                return refused(
                    format!("it has two files of the name {shown}"),
                    format!("有两个名为 {shown} 的文件"),
                );
            }
        }
        if at != list.end {
            return refused("its list of files ends early or late", "文件目录的长度与所述不符");
        }
        spans.sort_by_key(|span| span.start);
        let mut reached = 0;
        for span in spans {
            if span.start != reached {
                return refused("bytes lie between its files", "文件之间夹有其他数据或相互重叠");
            }
            reached = span.end;
        }
        if reached != list.start {
            return refused("bytes lie between its files", "文件之间夹有其他数据或相互重叠");
        }
        Ok(Self { bytes, files, folders })
    }

    /// The names, in ascending order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The names of folders, which end with a slash and hold nothing.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(String::as_str)
    }

    /// How many bytes the archive itself has.
    #[must_use]
    pub fn packed_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// How many bytes a file has, by its own account.
    #[must_use]
    pub fn length(&self, name: &str) -> Option<u64> {
        self.files.get(name).map(|packed| packed.length)
    }

    /// The bytes of a file; none where there is no such file.
    ///
    /// # Errors
    /// When they are not what the list says of them.
    pub fn read(&self, name: &str) -> Result<Option<Cow<'b, [u8]>>, Unreadable> {
        let Some(packed) = self.files.get(name) else { return Ok(None) };
        let raw = &self.bytes[packed.range.clone()];
        let damaged = || Unreadable(Words::new("it is damaged", "已损坏"));
        let bytes = if packed.deflated {
            let length = usize::try_from(packed.length).map_err(|_| damaged())?;
            Cow::Owned(inflate(raw, length).ok_or_else(damaged)?)
        } else {
            Cow::Borrowed(raw)
        };
        if bytes.len() as u64 != packed.length || crc32fast::hash(&bytes) != packed.crc {
            return Err(damaged());
        }
        Ok(Some(bytes))
    }
}

/// Unpacks a stream that gives exactly so many bytes and ends where `raw` does.
fn inflate(raw: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    let mut state = Box::<DecompressorOxide>::default();
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, read, written) = decompress(&mut state, raw, &mut bytes, 0, flags);
    let whole = status == TINFLStatus::Done && read == raw.len() && written == length;
    whole.then_some(bytes)
}

fn refused<T>(en: impl Into<String>, zh: impl Into<String>) -> Result<T, Unreadable> {
    Err(Unreadable(Words::new(en, zh)))
}

fn cut_short() -> Unreadable {
    Unreadable(Words::new("it is cut short or damaged", "文件不完整或已损坏"))
}

/// Finds the list of files by the end of the archive, which must be the end of the bytes.
fn find_list(bytes: &[u8]) -> Result<List, Unreadable> {
    let Some(end) = bytes.len().checked_sub(END_BYTES) else {
        return refused("it is not a ZIP archive", "不是 ZIP 文件");
    };
    if u32_at(bytes, end) != Some(END) || u16_at(bytes, end + 20) != Some(0) {
        return refused(
            "it is not a ZIP archive, is cut short, or something stands behind it",
            "不是 ZIP 文件，或不完整，或末尾附有其他数据",
        );
    }
    let half = |at| u16_at(bytes, end + at).ok_or_else(cut_short);
    let word = |at| u32_at(bytes, end + at).ok_or_else(cut_short);
    let (count, length, start) = (half(10)?, word(12)?, word(16)?);
    if half(4)? != 0 || half(6)? != 0 || half(8)? != count {
        return refused("it is split over several files", "为分卷压缩文件");
    }
    let large = count == u16::MAX || length == u32::MAX || start == u32::MAX;
    let list = if large {
        large_list(bytes, end)?
    } else {
        let start = usize::try_from(start).map_err(|_| cut_short())?;
        List { start, end, count: u64::from(count) }
    };
    let claimed = if large { list.end - list.start } else { length as usize };
    if list.start > list.end || list.end - list.start != claimed {
        return refused("its list of files is not where it should be", "文件目录不在应有的位置");
    }
    Ok(list)
}

/// The same where there are many files, or many bytes.
fn large_list(bytes: &[u8], end: usize) -> Result<List, Unreadable> {
    let locator = end.checked_sub(LOCATOR_64_BYTES).ok_or_else(cut_short)?;
    let last = locator.checked_sub(END_64_BYTES).ok_or_else(cut_short)?;
    let field = |at| u64_at(bytes, at).ok_or_else(cut_short);
    let signed = u32_at(bytes, locator) == Some(LOCATOR_64) && u32_at(bytes, last) == Some(END_64);
    if !signed || field(locator + 8)? != last as u64 {
        return refused("its list of files is not where it should be", "文件目录不在应有的位置");
    }
    let (count, length, start) = (field(last + 32)?, field(last + 40)?, field(last + 48)?);
    if start.checked_add(length) != Some(last as u64) {
        return refused("its list of files is not where it should be", "文件目录不在应有的位置");
    }
    let start = usize::try_from(start).map_err(|_| cut_short())?;
    Ok(List { start, end: last, count })
}

/// Reads one entry of the list and the header of its file; gives the name, where the bytes lie,
/// what the file takes of the archive, and where the next entry begins.
fn entry(
    bytes: &[u8],
    at: usize,
    end: usize,
) -> Result<(String, Packed, Range<usize>, usize), Unreadable> {
    let list = bytes.get(..end).ok_or_else(cut_short)?;
    let half = |field| u16_at(list, at + field).ok_or_else(cut_short);
    let word = |field| u32_at(list, at + field).ok_or_else(cut_short);
    if word(0)? != ENTRY {
        return Err(cut_short());
    }
    let (flags, method) = (half(8)?, half(10)?);
    let (name_length, extra_length) = (usize::from(half(28)?), usize::from(half(30)?));
    let comment_length = usize::from(half(32)?);
    let name_at = at + ENTRY_BYTES;
    let name = list.get(name_at..name_at + name_length).ok_or_else(cut_short)?;
    let extra_at = name_at + name_length;
    let extra = list.get(extra_at..extra_at + extra_length).ok_or_else(cut_short)?;
    let next = extra_at + extra_length + comment_length;
    let name = std::str::from_utf8(name)
        .ok()
        .filter(|name| name.is_ascii())
        .ok_or_else(|| {
            Unreadable(Words::new("a name in it is not ASCII", "其中的文件名含非 ASCII 字符"))
        })?
        .to_owned();
    let shown = quoted(&name);
    if flags & !(STREAMED | UTF_8 | EFFORT) != 0 || ![STORED, DEFLATED].contains(&method) {
        return refused(
            format!("{shown} is encrypted or packed in a way that is not read here"),
            format!("{shown} 已加密，或采用了此处不支持的压缩方式"),
        );
    }
    if special(word(38)?, half(4)?) {
        return refused(format!("{shown} is not a plain file"), format!("{shown} 不是普通文件"));
    }
    if extra_length > ASIDE_BYTES_MAX || comment_length > ASIDE_BYTES_MAX {
        return refused(
            format!("{shown} has an extra field or a comment of more than {ASIDE_BYTES_MAX} bytes"),
            format!("{shown} 的附加字段或注释超过 {ASIDE_BYTES_MAX} 字节"),
        );
    }
    let sizes = Sizes::read(extra, [word(24)?, word(20)?, word(42)?]).ok_or_else(cut_short)?;
    let file = File { name: &name, flags, method, crc: word(16)?, sizes };
    let (range, span) = file.lies_at(bytes)?;
    if method == STORED && range.len() as u64 != sizes.length {
        return Err(cut_short());
    }
    let packed =
        Packed { deflated: method == DEFLATED, crc: file.crc, range, length: sizes.length };
    Ok((name, packed, span, next))
}

/// Whether the mode of a file on Unix says that it is a link or a device.
fn special(mode: u32, made_by: u16) -> bool {
    let on_unix = made_by >> 8 == 3;
    on_unix && ![0, 0o100_000, 0o040_000].contains(&((mode >> 16) & 0o170_000))
}

/// Lengths of a file, and where it begins.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    length: u64,
    packed: u64,
    offset: u64,
}

impl Sizes {
    /// As the entry says, or its extra field where that has no room.
    fn read(extra: &[u8], fields: [u32; 3]) -> Option<Self> {
        let mut large = extra_64(extra)?;
        let mut sizes = [0; 3];
        for (size, field) in sizes.iter_mut().zip(fields) {
            *size = u64::from(field);
            if field == u32::MAX {
                *size = u64_at(large, 0)?;
                large = &large[8..];
            }
        }
        let [length, packed, offset] = sizes;
        Some(Self { length, packed, offset })
    }
}

/// The extra field of large archives; empty where there is none. No field may give the file another
/// name, which only some programs would see.
fn extra_64(mut extra: &[u8]) -> Option<&[u8]> {
    let mut found: &[u8] = &[];
    while !extra.is_empty() {
        let (kind, length) = (u16_at(extra, 0)?, usize::from(u16_at(extra, 2)?));
        let field = extra.get(4..4 + length)?;
        match kind {
            EXTRA_NAME => return None,
            EXTRA_64 => found = field,
            _ => {}
        }
        extra = &extra[4 + length..];
    }
    Some(found)
}

/// What the list says of a file.
struct File<'f> {
    name: &'f str,
    flags: u16,
    method: u16,
    crc: u32,
    sizes: Sizes,
}

impl File<'_> {
    /// Where its bytes lie, and what it takes of the archive with its header; the header must say
    /// the same as the list.
    fn lies_at(&self, bytes: &[u8]) -> Result<(Range<usize>, Range<usize>), Unreadable> {
        let at = usize::try_from(self.sizes.offset).map_err(|_| cut_short())?;
        let header = bytes.get(at..).ok_or_else(cut_short)?;
        let half = |field| u16_at(header, field).ok_or_else(cut_short);
        let word = |field| u32_at(header, field).ok_or_else(cut_short);
        let (name_length, extra_length) = (usize::from(half(26)?), usize::from(half(28)?));
        let extra_at = LOCAL_BYTES + name_length;
        let name = header.get(LOCAL_BYTES..extra_at).ok_or_else(cut_short)?;
        let extra = header.get(extra_at..extra_at + extra_length).ok_or_else(cut_short)?;
        let streamed = self.flags & STREAMED != 0;
        let same = word(0)? == LOCAL
            && name == self.name.as_bytes()
            && half(6)? & !EFFORT == self.flags & !EFFORT
            && half(8)? == self.method
            && extra.len() <= ASIDE_BYTES_MAX
            && self.same_sum_and_lengths([word(14)?, word(22)?, word(18)?], extra, streamed);
        if !same {
            let shown = quoted(self.name);
            return refused(
                format!("the list and the header of {shown} say different things"),
                format!("{shown} 的目录记录与文件头不一致"),
            );
        }
        let start = at + LOCAL_BYTES + name_length + extra_length;
        let length = usize::try_from(self.sizes.packed).map_err(|_| cut_short())?;
        let end = start.checked_add(length).filter(|end| *end <= bytes.len());
        let end = end.ok_or_else(cut_short)?;
        let behind =
            if streamed { self.descriptor(&bytes[end..]).ok_or_else(cut_short)? } else { 0 };
        Ok((start..end, at..end + behind))
    }

    /// Whether sum and lengths of the header are those of the list; a streamed file's header may
    /// leave them open.
    fn same_sum_and_lengths(&self, fields: [u32; 3], extra: &[u8], streamed: bool) -> bool {
        let [crc, length, packed] = fields;
        let Some(Sizes { length, packed, .. }) = Sizes::read(extra, [length, packed, 0]) else {
            return false;
        };
        let same = |found: u64, listed: u64| found == listed || (streamed && found == 0);
        same(u64::from(crc), u64::from(self.crc))
            && same(length, self.sizes.length)
            && same(packed, self.sizes.packed)
    }

    /// How long what stands behind a streamed file is: the sum and both lengths, in four or eight
    /// bytes each, with or without a signature.
    fn descriptor(&self, bytes: &[u8]) -> Option<usize> {
        let signed = if u32_at(bytes, 0)? == DESCRIPTOR { 4 } else { 0 };
        if u32_at(bytes, signed)? != self.crc {
            return None;
        }
        let (packed, length) = (self.sizes.packed, self.sizes.length);
        let short = u32_at(bytes, signed + 4).map(u64::from) == Some(packed)
            && u32_at(bytes, signed + 8).map(u64::from) == Some(length);
        let long =
            u64_at(bytes, signed + 4) == Some(packed) && u64_at(bytes, signed + 12) == Some(length);
        match (short, long) {
            (true, _) => Some(signed + 12),
            (_, true) => Some(signed + 20),
            _ => None,
        }
    }
}
