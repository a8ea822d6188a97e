//! Signatures, flags and little-endian fields of ZIP archives.

/// Begins a file.
pub const LOCAL: u32 = 0x0403_4b50;
/// Begins an entry of the list of files.
pub const ENTRY: u32 = 0x0201_4b50;
/// Begins the end of the archive.
pub const END: u32 = 0x0605_4b50;
/// Begins the end of a large archive.
pub const END_64: u32 = 0x0606_4b50;
/// Begins the pointer to the end of a large archive.
pub const LOCATOR_64: u32 = 0x0706_4b50;
/// Begins what stands behind a file that was packed from a stream.
pub const DESCRIPTOR: u32 = 0x0807_4b50;

/// The length of a file's header without name and extra field.
pub const LOCAL_BYTES: usize = 30;
/// The length of an entry without name, extra field and comment.
pub const ENTRY_BYTES: usize = 46;
/// The length of the end without comment.
pub const END_BYTES: usize = 22;
/// The length of the end of a large archive.
pub const END_64_BYTES: usize = 56;
/// The length of the pointer to it.
pub const LOCATOR_64_BYTES: usize = 20;

/// The version that reads stored files.
pub const PLAIN: u16 = 20;
/// The version that reads large archives.
pub const LARGE: u16 = 45;

/// Stored as it is.
pub const STORED: u16 = 0;
/// Compressed by DEFLATE.
pub const DEFLATED: u16 = 8;

/// Flag: the file was packed from a stream; its length and sum stand behind it.
pub const STREAMED: u16 = 1 << 3;
/// Flag: the name is UTF-8.
pub const UTF_8: u16 = 1 << 11;
/// Flags that only say how hard the packer tried.
pub const EFFORT: u16 = 0b110;

/// The extra field of large archives.
pub const EXTRA_64: u16 = 1;
/// The extra field that gives a file another name (Info-ZIP Unicode Path).
pub const EXTRA_NAME: u16 = 0x7075;

/// The field at `at`, if the bytes reach so far.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|field| u16::from_le_bytes(*field))
}

/// The field at `at`, if the bytes reach so far.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|field| u32::from_le_bytes(*field))
}

/// The field at `at`, if the bytes reach so far.
pub fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|field| u64::from_le_bytes(*field))
}
