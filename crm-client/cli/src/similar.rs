//! Suggestions for misspelt names.

/// How similar a name must be to be suggested.
const LEAST: f64 = 0.7;

/// Returns the name that is most similar to a word, if there is one. Letter case does not matter.
pub(crate) fn closest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let scored = names.into_iter().map(|it| (strsim::jaro_winkler(&word, &it.to_lowercase()), it));
    let similar = scored.filter(|(score, _)| *score > LEAST);
    similar.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_the_most_similar_name() {
        let names = ["accountName", "phone", "address", "createdOn"];
        assert_eq!(closest("acountname", names), Some("accountName"));
        assert_eq!(closest("created_on", names), Some("createdOn"));
        assert_eq!(closest("xyz", names), None);
        assert_eq!(closest("", names), None);
    }
}
