//! Removes what must not be published from messages of a server.

use crate::safe;
use crate::session::Session;

/// The number of characters of a message that are shown.
const SHOWN: usize = 200;

/// The number of letters, digits, `-` and `_` from which on a word can be a key, a signature or an id.
const LONG_WORD: usize = 16;

/// The number of digits from which on a number can be a phone number, for example.
const LONG_NUMBER: usize = 5;

/// What replaces a removed part.
const REMOVED: &str = "…";

/// The words that are removed, whatever their length.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redaction(Vec<String>);

impl Redaction {
    /// Creates a redaction that removes the host, the application and the user of a session.
    pub(crate) fn of(session: &Session<'_>) -> Redaction {
        let host = session.base_url().parse::<http::Uri>().ok();
        let host = host.and_then(|it| it.host().map(str::to_owned));
        let user = session.configured_user().map(str::to_owned);
        let words = [host, user, Some(session.credentials().app_id().to_owned())];
        Redaction(words.into_iter().flatten().filter(|it| !it.is_empty()).collect())
    }

    /// Returns a message as one line without words that must not be published.
    pub(crate) fn message(&self, message: &str) -> String {
        // A longer message is cut first: searching megabytes takes time, and only the start is shown.
        let mut text: String = message.chars().take(SHOWN * 20).collect();
        for word in &self.0 {
            text = text.replace(word, REMOVED);
        }
        let text = long_words(&addresses(&text));
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push_str(REMOVED);
        }
        safe::line(&shown).into_owned()
    }
}

/// Removes everything between white space that looks like a URL, an address of a mailbox or of a host.
fn addresses(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let ascii: usize = word.bytes().filter(u8::is_ascii_alphanumeric).count();
        let is_host = ascii > 3 && word.trim_end().trim_end_matches('.').contains('.');
        if word.contains("://") || word.contains('@') || is_host {
            let space = word.len() - word.trim_end().len();
            format!("{REMOVED}{}", &word[word.len() - space..])
        } else {
            word.to_owned()
        }
    });
    words.collect()
}

/// Removes long words and long numbers.
fn long_words(text: &str) -> String {
    let (mut kept, mut word) = (String::new(), String::new());
    for it in text.chars().chain(['\0']) {
        if it.is_ascii_alphanumeric() || it == '-' || it == '_' {
            word.push(it);
            continue;
        }
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let is_removed = word.len() >= LONG_WORD || digits >= LONG_NUMBER;
        kept.push_str(if is_removed { REMOVED } else { &word });
        word.clear();
        if it != '\0' {
            kept.push(it);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_what_identifies_a_customer() {
        let redaction = Redaction(vec!["crm.local".to_owned(), "老黄".to_owned()]);
        for (message, expected) in [
            ("参数 op_user 不能为空", "参数 op_user 不能为空"),
            ("sign does not match", "sign does not match"),
            ("签名错误:sign=26ae84dd102c138f5e13e7518dbfd47e", "签名错误:sign=…"),
            ("key ExampleAppKeyWithLettersOnly!", "key …!"),
            ("记录002-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d不存在", "记录…不存在"),
            ("ask 老黄, 13700000000 or a@b.cn now", "ask …, … or … now"),
            ("see https://x/y and 10.0.0.7:8080", "see … and …"),
            ("crm.local: no such record.", "…: no such record."),
            ("\u{1b}[31mred", r"\u{1b}[31mred"),
        ] {
            assert_eq!(redaction.message(message), expected);
        }
        let long = redaction.message(&"错".repeat(1_000_000));
        assert_eq!(long.chars().count(), SHOWN + 1);
    }
}
