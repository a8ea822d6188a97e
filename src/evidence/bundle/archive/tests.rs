use super::fields::{END_BYTES, ENTRY_BYTES, LOCAL_BYTES};
use super::{Archive, Writer};

/// An archive of these files.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for (name, bytes) in files {
        writer.add(name, bytes).unwrap();
    }
    let (bytes, length) = writer.finish().unwrap();
    assert_eq!(bytes.len() as u64, length);
    bytes
}

fn problem(bytes: &[u8]) -> String {
    Archive::open(bytes).map(|_| ()).unwrap_err().0.en
}

#[test]
fn what_is_written_is_read_back_and_is_the_same_every_time() {
    let files: [(&str, &[u8]); 3] = [("a/1.json", b"{}"), ("empty", b""), ("z", &[7; 70_000])];
    let bytes = packed(&files);
    let archive = Archive::open(&bytes).unwrap();
    assert_eq!(archive.names().collect::<Vec<_>>(), ["a/1.json", "empty", "z"]);
    for (name, content) in files {
        assert_eq!(archive.read(name).unwrap().unwrap(), content, "{name}");
    }
    assert_eq!(archive.read("b").unwrap(), None);
    assert_eq!(bytes, packed(&files));
}

#[test]
fn more_files_than_a_small_archive_counts() {
    let names: Vec<String> = (0..70_000).map(|i| format!("events/{i}")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let bytes = packed(&files);
    let archive = Archive::open(&bytes).unwrap();
    assert_eq!(archive.names().count(), 70_000);
    assert_eq!(archive.read("events/69999").unwrap().unwrap(), &b"events/69999"[..]);
}

#[test]
fn a_changed_byte_of_a_file_is_noticed() {
    let mut bytes = packed(&[("a", b"hello")]);
    bytes[LOCAL_BYTES + 1] ^= 1;
    let archive = Archive::open(&bytes).unwrap();
    assert_eq!(archive.read("a").unwrap_err().0.en, "it is damaged");
}

#[test]
fn every_shorter_or_longer_archive_is_refused() {
    let bytes = packed(&[("a", b"hello"), ("b", b"world")]);
    for length in 0..bytes.len() {
        assert!(Archive::open(&bytes[..length]).is_err(), "{length}");
    }
    let longer = [bytes.as_slice(), b"\0"].concat();
    assert!(problem(&longer).contains("something stands behind it"));
    let shifted = [b"#!".as_slice(), &bytes].concat();
    assert!(Archive::open(&shifted).is_err());
}

#[test]
fn two_files_of_one_name_are_refused() {
    assert_eq!(problem(&packed(&[("a", b"1"), ("a", b"2")])), "it has two files of the name \"a\"");
}

/// A file that only some programs see: it is in the bytes and not in the list.
#[test]
fn a_file_that_is_not_in_the_list_is_refused() {
    let (one, two) = (packed(&[("a", b"1")]), packed(&[("b", b"2")]));
    let file = LOCAL_BYTES + 2;
    let mut hidden = one[..file].to_vec();
    hidden.extend_from_slice(&two);
    let (list, end) = (hidden.len() - END_BYTES - ENTRY_BYTES - 1, hidden.len() - END_BYTES);
    for at in [list + 42, end + 16] {
        let moved =
            u32::from_le_bytes(*hidden[at..].first_chunk().unwrap()) + u32::try_from(file).unwrap();
        hidden[at..at + 4].copy_from_slice(&moved.to_le_bytes());
    }
    assert_eq!(problem(&hidden), "bytes lie between its files");
}

#[test]
fn a_header_that_says_something_else_than_the_list_is_refused() {
    let mut bytes = packed(&[("a", b"hello")]);
    bytes[LOCAL_BYTES] = b'b';
    assert!(problem(&bytes).contains("say different things"));
}

#[test]
fn links_and_encrypted_files_are_refused() {
    let plain = packed(&[("a", b"hello")]);
    let list = plain.len() - END_BYTES - ENTRY_BYTES - 1;
    let mut link = plain.clone();
    link[list + 38..list + 42].copy_from_slice(&(0o120_777_u32 << 16).to_le_bytes());
    assert_eq!(problem(&link), "\"a\" is not a plain file");
    let mut secret = plain;
    secret[list + 8] |= 1;
    assert!(problem(&secret).contains("encrypted"));
}

/// Each field of the header by itself, as some programs read that and not the list.
#[test]
fn lengths_and_sums_of_header_and_list_are_compared() {
    let good = packed(&[("a", b"hello")]);
    for at in [14, 18, 22] {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        assert!(problem(&bytes).contains("say different things"), "{at}");
    }
}

#[test]
fn extra_fields_are_bounded_and_give_no_other_name() {
    let with = |extra: &[u8]| {
        let good = packed(&[("a", b"hello")]);
        let (list, end) = (good.len() - END_BYTES - ENTRY_BYTES - 1, good.len() - END_BYTES);
        let mut bytes = good[..end].to_vec();
        bytes.extend_from_slice(extra);
        let length = u16::try_from(extra.len()).unwrap();
        bytes[list + 30..list + 32].copy_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&good[end..]);
        let at = bytes.len() - END_BYTES + 12;
        let whole = u32::try_from(ENTRY_BYTES + 1 + extra.len()).unwrap();
        bytes[at..at + 4].copy_from_slice(&whole.to_le_bytes());
        Archive::open(&bytes).map(|_| ()).map_err(|why| why.0.en)
    };
    assert_eq!(with(&[0x55, 0x54, 1, 0, 7]), Ok(()));
    assert!(with(&[0x75, 0x70, 1, 0, 7]).is_err());
    let long = [&[0x55, 0x54, 0, 8][..], &[0; 2048]].concat();
    assert!(with(&long).unwrap_err().contains("more than 1024 bytes"));
}

/// What stands behind the end of a DEFLATE stream is seen by nobody.
#[test]
fn a_stream_ends_where_its_bytes_do() {
    let content = b"hello hello hello hello";
    let stream = miniz_oxide::deflate::compress_to_vec(content, 9);
    let archive = |stream: &[u8]| {
        let mut bytes = packed(&[("a", stream)]);
        let list = bytes.len() - END_BYTES - ENTRY_BYTES - 1;
        let crc = crc32fast::hash(content).to_le_bytes();
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        for (head, entry) in [(0, 0), (list, 2)] {
            bytes[head + 8 + entry] = 8;
            bytes[head + 14 + entry..head + 18 + entry].copy_from_slice(&crc);
            bytes[head + 22 + entry..head + 26 + entry].copy_from_slice(&length);
        }
        let archive = Archive::open(&bytes).unwrap();
        archive.read("a").map(|read| read.unwrap().into_owned()).map_err(|why| why.0.en)
    };
    assert_eq!(archive(&stream).as_deref(), Ok(&content[..]));
    let more = [stream.as_slice(), b"hidden"].concat();
    assert_eq!(archive(&more), Err("it is damaged".to_owned()));
    assert_eq!(archive(&stream[..stream.len() - 1]), Err("it is damaged".to_owned()));
}

/// A file of DEFLATE that grows beyond what it says is not unpacked further.
#[test]
fn a_file_is_unpacked_no_further_than_it_says() {
    let content = vec![0; 1 << 20];
    let small = miniz_oxide::deflate::compress_to_vec(&content, 9);
    let mut bytes = packed(&[("a", &small)]);
    let list = bytes.len() - END_BYTES - ENTRY_BYTES - 1;
    let crc = crc32fast::hash(&content).to_le_bytes();
    for at in [8, list + 10] {
        bytes[at] = 8;
    }
    for at in [14, list + 16] {
        bytes[at..at + 4].copy_from_slice(&crc);
    }
    let says = |length: u32| {
        let mut bytes = bytes.clone();
        for at in [22, list + 24] {
            bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
        }
        Archive::open(&bytes).unwrap().read("a").map(|read| read.unwrap().len())
    };
    assert_eq!(says(1 << 20).unwrap(), 1 << 20);
    assert!(says(1 << 10).is_err());
    assert!(says(1 << 21).is_err());
}
