//! The mistakes of a run, and their rendering with an excerpt of the source.

mod escape;

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::file::Source;

pub use escape::escape;

/// The mistakes in rejected sources.
///
/// [`Display`](fmt::Display) shows each mistake with its file, line and column, an excerpt of the source
/// and a suggestion.
#[derive(Clone)]
pub struct Error {
    sources: Vec<Source>,
    mistakes: Vec<Mistake>,
}

/// One mistake in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The problem, on one line.
    pub message: String,
    /// The position of the mistake.
    pub place: Place,
    /// The text to show at `place`.
    pub label: String,
    /// A second position that explains the mistake, such as an earlier definition, with its label.
    pub other: Option<(Place, String)>,
    /// The suggestion.
    pub help: String,
}

/// A position in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The index of the source, starting at 0.
    pub file: usize,
    /// The byte range in the text of the source.
    pub span: Range<usize>,
}

impl Error {
    /// Returns the mistakes, sorted by file and position.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// Returns the text of [`Display`](fmt::Display) with ANSI colours for a terminal.
    #[must_use]
    pub fn coloured(&self) -> String {
        self.render(&Renderer::styled())
    }

    fn render(&self, renderer: &Renderer) -> String {
        let drawn = self.mistakes.iter().map(|it| renderer.render(&self.draw(it)));
        drawn.collect::<Vec<_>>().join("\n\n")
    }

    fn draw<'a>(&'a self, mistake: &'a Mistake) -> Vec<Group<'a>> {
        let mut group = Level::ERROR.primary_title(escape(&mistake.message)).element(self.snippet(
            &mistake.place,
            AnnotationKind::Primary,
            &mistake.label,
        ));
        if let Some((place, label)) = &mistake.other {
            group = group.element(self.snippet(place, AnnotationKind::Context, label));
        }
        vec![group.element(Level::HELP.message(escape(&mistake.help)))]
    }

    fn snippet<'a>(
        &'a self,
        place: &Place,
        kind: AnnotationKind,
        label: &'a str,
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let source = &self.sources[place.file];
        Snippet::source(escape::mask(&source.text))
            .path(escape(&source.path))
            .annotation(kind.span(place.span.clone()).label(escape(label)))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

/// Like [`Display`](fmt::Display), so that `unwrap` shows a readable report.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

impl Mistake {
    pub(crate) fn new(
        place: Place,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Mistake {
        let (message, label, help) = (message.into(), label.into(), help.into());
        Mistake { message, place, label, other: None, help }
    }

    /// Reports a word that is not one of the `known` words.
    pub(crate) fn unknown<'a>(
        place: Place,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Mistake {
        let known: Vec<&str> = known.into_iter().collect();
        let message = format!("unknown {what} `{}`", word.escape_debug());
        let help = match nearest(word, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("define the {what} first"),
            None => format!("use {}", list(&known, "or")),
        };
        Mistake::new(place, message, format!("there is no such {what}"), help)
    }

    /// Reports a name without a definition. `header` is the table header that would define it, if the
    /// name is valid.
    pub(crate) fn undefined<'a>(
        place: Place,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        header: Option<String>,
    ) -> Mistake {
        let known: Vec<&str> = known.into_iter().collect();
        let near = nearest(name, &known).map(|near| format!("did you mean `{near}`?"));
        let help = match (near, header) {
            (Some(near), Some(header)) => {
                format!("{near} If not, define it in this file under `{header}`")
            }
            (None, Some(header)) => format!("define it in this file under `{header}`"),
            (near, None) => near.unwrap_or_else(|| format!("use the name of a defined {what}")),
        };
        let message = format!("unknown {what} `{}`", name.escape_debug());
        Mistake::new(place, message, "not defined anywhere", help)
    }

    pub(crate) fn other(mut self, place: Place, label: impl Into<String>) -> Mistake {
        self.other = Some((place, label.into()));
        self
    }
}

/// Returns the most similar one of the `known` words, if one is similar enough to be a suggestion.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let likeness = |it: &str| strsim::jaro_winkler(&word, &it.to_lowercase());
    known
        .iter()
        .map(|it| (likeness(it), *it))
        .filter(|(likeness, _)| *likeness > NEAR)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, it)| it)
}

/// The minimum similarity of a suggestion, from 0 to 1. It accepts typing errors only.
const NEAR: f64 = 0.8;

/// An invalid part of a source that is already reported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported;

/// Collects the mistakes of a run.
#[derive(Debug, Default)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(crate) fn add(&mut self, mistake: Mistake) {
        self.0.push(mistake);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the value if there are no mistakes, otherwise the mistakes. A missing value must have
    /// been reported as a mistake.
    pub(crate) fn or<T>(mut self, value: Option<T>, sources: &[Source]) -> Result<T, Error> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => {
                self.0.sort_by_key(|it| (it.place.file, it.place.span.start));
                Err(Error { sources: sources.to_vec(), mistakes: self.0 })
            }
        }
    }
}

/// Joins words for a sentence: "`a`, `b` and `c`".
pub(crate) fn list(words: &[&str], joint: &str) -> String {
    let mut words: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() { last } else { format!("{} {joint} {last}", words.join(", ")) }
}

/// Returns a span with valid character boundaries: parsers may point behind the end of the text, or
/// into a character.
pub(crate) fn within(text: &str, span: Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}
