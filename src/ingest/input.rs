//! Bytes in: decompression, and what the first bytes look like.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::error::{InputError, LooksLike};

/// How declines are compressed; told by the end of the file's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// Gzip, with any number of members.
    Gzip,
    /// Zstandard, with any number of frames; their checksums are not verified.
    Zstd,
}

impl Compression {
    /// What the end of a file's name says, ignoring case: `.gz`, `.zst` or nothing.
    pub fn of_name(name: &str) -> Compression {
        let ends_in = |ending: &str| {
            let start = name.len().checked_sub(ending.len());
            start.is_some_and(|at| name.as_bytes()[at..].eq_ignore_ascii_case(ending.as_bytes()))
        };
        if ends_in(".gz") {
            Compression::Gzip
        } else if ends_in(".zst") {
            Compression::Zstd
        } else {
            Compression::None
        }
    }
}

const COMPRESSED_BUFFER_BYTES: usize = 64 * 1024;

/// Reads through the compression. What is wrong with the stream comes out as [`InputError::Damaged`] of
/// whoever reads blocks from it.
pub fn decompress<'a>(
    reader: impl Read + Send + 'a,
    compression: Compression,
) -> Box<dyn Read + Send + 'a> {
    let buffered = |reader| BufReader::with_capacity(COMPRESSED_BUFFER_BYTES, reader);
    match compression {
        Compression::None => Box::new(reader),
        Compression::Gzip => {
            Box::new(Checked { inner: MultiGzDecoder::new(buffered(reader)), compression })
        }
        Compression::Zstd => {
            Box::new(Checked { inner: ZstdFrames::new(buffered(reader)), compression })
        }
    }
}

/// Marks the errors of a decompressor as such.
struct Checked<R> {
    inner: R,
    compression: Compression,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| {
            let is_cut_off = match error.kind() {
                io::ErrorKind::UnexpectedEof => true,
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => false,
                _ => return error,
            };
            io::Error::other(Damaged { compression: self.compression, is_cut_off })
        })
    }
}

#[derive(Debug)]
struct Damaged {
    compression: Compression,
    is_cut_off: bool,
}

impl std::error::Error for Damaged {}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_cut_off { "cut off" } else { "corrupt" })
    }
}

impl From<io::Error> for InputError {
    fn from(error: io::Error) -> InputError {
        if let Some(damaged) = error.get_ref().and_then(|inner| inner.downcast_ref::<Damaged>()) {
            let Damaged { compression, is_cut_off } = *damaged;
            return InputError::Damaged { compression, is_cut_off };
        }
        InputError::Io { kind: error.kind(), message: error.to_string() }
    }
}

/// Every frame of a Zstandard stream in turn.
struct ZstdFrames<R> {
    source: R,
    decoder: FrameDecoder,
    is_in_frame: bool,
}

impl<R: BufRead> ZstdFrames<R> {
    fn new(source: R) -> ZstdFrames<R> {
        ZstdFrames { source, decoder: FrameDecoder::new(), is_in_frame: false }
    }

    /// Enters the next frame that holds data; false at the end of the stream.
    fn enter_frame(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.is_in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = io::copy(&mut (&mut self.source).take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(damage(&error)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.is_in_frame {
                while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                    self.decoder
                        .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))
                        .map_err(|error| damage(&error))?;
                }
                if self.decoder.can_collect() > 0 {
                    return self.decoder.read(buffer);
                }
                self.is_in_frame = false;
            }
            if buffer.is_empty() || !self.enter_frame()? {
                return Ok(0);
            }
        }
    }
}

/// An error of the decoder as one of input: cut off where an end of file is at its root.
fn damage(error: &FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io::Error::new(io.kind(), io.to_string());
        }
        cause = inner.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

/// What a header that is no clean UTF-8 looks like; `None` if it is clean.
pub(super) fn sniff(start: &[u8], header: &[u8]) -> Option<LooksLike> {
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        Some(LooksLike::Utf16)
    } else if start.starts_with(&[0x1f, 0x8b]) {
        Some(LooksLike::Gzip)
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Some(LooksLike::Zstd)
    } else if start.starts_with(b"PK\x03\x04") {
        Some(LooksLike::Zip)
    } else if header.contains(&0) {
        // ASCII in UTF-16 has a NUL in every other byte.
        let nuls = memchr::memchr_iter(0, header).count();
        Some(if nuls * 3 > header.len() { LooksLike::Utf16 } else { LooksLike::Binary })
    } else if std::str::from_utf8(header).is_err() {
        let is_text = header.iter().all(|byte| *byte >= b' ' || byte.is_ascii_whitespace());
        Some(if is_text { LooksLike::OneByteText } else { LooksLike::Binary })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn read(bytes: &[u8], compression: Compression) -> Result<Vec<u8>, InputError> {
        let mut text = Vec::new();
        decompress(bytes, compression).read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn several_members_and_frames_read_as_one() {
        let (a, b) = (b"hello\n".repeat(5000), b"world\n".repeat(40_000));
        let whole = [a.clone(), b.clone()].concat();
        assert_eq!(read(&[gzip(&a), gzip(&b)].concat(), Compression::Gzip), Ok(whole.clone()));
        let skippable = b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec();
        let frames = [zstd(&a), skippable, zstd(&b)].concat();
        assert_eq!(read(&frames, Compression::Zstd), Ok(whole));
    }

    #[test]
    fn damage_has_a_name() {
        let text = (0..20_000_u32).flat_map(|n| n.to_string().into_bytes()).collect::<Vec<_>>();
        for (bytes, compression) in
            [(gzip(&text), Compression::Gzip), (zstd(&text), Compression::Zstd)]
        {
            for length in [bytes.len() - 3, bytes.len() / 2, 3] {
                let expected = Err(InputError::Damaged { compression, is_cut_off: true });
                assert_eq!(read(&bytes[..length], compression), expected, "{length}");
            }
            let expected = Err(InputError::Damaged { compression, is_cut_off: false });
            assert_eq!(read(b"this is no such stream", compression), expected);
        }
        let mut corrupt = gzip(&text);
        let middle = corrupt.len() / 2;
        corrupt[middle..middle + 64].fill(0xff);
        assert!(matches!(read(&corrupt, Compression::Gzip), Err(InputError::Damaged { .. })));
    }

    #[test]
    fn the_name_says_the_compression() {
        for (name, compression) in [
            ("a.csv", Compression::None),
            ("a.csv.gz", Compression::Gzip),
            ("A.CSV.GZ", Compression::Gzip),
            ("a.zst", Compression::Zstd),
            ("gz", Compression::None),
            ("é", Compression::None),
        ] {
            assert_eq!(Compression::of_name(name), compression, "{name}");
        }
    }

    #[test]
    fn strange_headers_have_a_look() {
        let utf16: Vec<u8> = "id,amount".bytes().flat_map(|byte| [byte, 0]).collect();
        for (header, looks) in [
            (&b"id,amount"[..], None),
            (b"\xff\xfei\0d\0", Some(LooksLike::Utf16)),
            (&utf16, Some(LooksLike::Utf16)),
            (b"\x1f\x8b\x08", Some(LooksLike::Gzip)),
            (b"PK\x03\x04\0", Some(LooksLike::Zip)),
            (b"id,montr\xe9al", Some(LooksLike::OneByteText)),
            (b"\x7fELF\0\x01\x02\x03", Some(LooksLike::Binary)),
        ] {
            assert_eq!(sniff(header, header), looks, "{header:?}");
        }
    }
}
