//! Decoded strings that keep the original position of each byte.

/// A decoded string, and the position of each byte in the original string.
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    /// The position in the original string at which each byte begins, and then the length of the
    /// original string.
    pub(super) starts: Vec<usize>,
}

/// Decodes the escape sequence at the beginning of a string, and appends the result to the output.
/// Returns the length of the escape sequence, or 0 if there is none.
type Form = fn(&[u8], &mut Vec<u8>) -> usize;

impl Decoded {
    pub(super) fn of(text: &str) -> Decoded {
        Decoded { bytes: text.as_bytes().to_vec(), starts: (0..=text.len()).collect() }
    }

    /// Decodes escape sequences such as `%2F`, if any.
    pub(super) fn percent(&self) -> Option<Decoded> {
        self.bytes.contains(&b'%').then(|| self.decode(percent))
    }

    /// Decodes escape sequences such as `\/` and `\u002f`, if any.
    pub(super) fn json(&self) -> Option<Decoded> {
        self.bytes.contains(&b'\\').then(|| self.decode(json))
    }

    fn decode(&self, form: Form) -> Decoded {
        let mut decoded = Decoded { bytes: Vec::new(), starts: Vec::new() };
        let mut index = 0;
        while index < self.bytes.len() {
            let mut length = form(&self.bytes[index..], &mut decoded.bytes);
            if length == 0 {
                decoded.bytes.push(self.bytes[index]);
                length = 1;
            }
            decoded.starts.resize(decoded.bytes.len(), self.starts[index]);
            index += length;
        }
        // The decoded bytes are compared with a lower-case secret.
        decoded.bytes.make_ascii_lowercase();
        decoded.starts.push(self.starts[index]);
        decoded
    }
}

fn percent(text: &[u8], out: &mut Vec<u8>) -> usize {
    let digits = text.strip_prefix(b"%").and_then(|it| it.get(..2));
    let byte = digits.and_then(hexadecimal).and_then(|it| u8::try_from(it).ok());
    out.extend(byte);
    if byte.is_some() { 3 } else { 0 }
}

fn json(text: &[u8], out: &mut Vec<u8>) -> usize {
    if let Some(unit) = json_unit(text) {
        let units = [unit].into_iter().chain(json_unit(&text[6..]));
        let Some(Ok(char)) = char::decode_utf16(units).next() else {
            return 0;
        };
        out.extend(char.encode_utf8(&mut [0; 4]).bytes());
        return 6 * char.len_utf16();
    }
    let char = match text {
        [b'\\', b'n', ..] => b'\n',
        [b'\\', b't', ..] => b'\t',
        [b'\\', b'r', ..] => b'\r',
        [b'\\', char, ..] if char.is_ascii() => *char,
        _ => return 0,
    };
    out.push(char);
    2
}

/// Decodes an escape sequence such as `\u002f` into one UTF-16 code unit.
fn json_unit(text: &[u8]) -> Option<u16> {
    u16::try_from(hexadecimal(text.strip_prefix(br"\u")?.get(..4)?)?).ok()
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |code, digit| Some(code * 16 + char::from(*digit).to_digit(16)?))
}
