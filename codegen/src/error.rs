//! Every mistake of a run, drawn against the source it stands in.

mod escape;

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::file::Source;

pub use escape::escape;

/// Why sources were refused: every mistake in them, in the order of the files.
///
/// [`Display`](fmt::Display) draws each one under its own line, with a caret and what to do.
#[derive(Clone)]
pub struct Error {
    sources: Vec<Source>,
    mistakes: Vec<Mistake>,
}

/// One mistake in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong, in a line.
    pub message: String,
    /// The place it is about.
    pub place: Place,
    /// What is to be said of that place.
    pub label: String,
    /// A second place that bears on it, and what is to be said of that one.
    pub other: Option<(Place, String)>,
    /// What to do about it.
    pub help: String,
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which of the sources, counted from 0.
    pub file: usize,
    /// Its bytes in that source's text.
    pub span: Range<usize>,
}

impl Error {
    /// The mistakes, in the order of the files and of the lines in them.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// The same text as [`Display`](fmt::Display) gives, coloured for a terminal.
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

/// The drawing, for whoever unwraps.
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

    /// A word that should be one of the `known` ones.
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
            None => format!("it can be {}", list(&known, "or")),
        };
        Mistake::new(place, message, format!("there is no such {what}"), help)
    }

    /// A name without a definition, which `header` would begin.
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
            (near, None) => near.unwrap_or_else(|| format!("define the {what} first")),
        };
        let message = format!("unknown {what} `{}`", name.escape_debug());
        Mistake::new(place, message, "not defined anywhere", help)
    }

    pub(crate) fn other(mut self, place: Place, label: impl Into<String>) -> Mistake {
        self.other = Some((place, label.into()));
        self
    }
}

/// The one of the `known` words that was probably meant.
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

/// How alike two words must be for one to be offered for the other: a slip of the hand, no more.
const NEAR: f64 = 0.8;

/// A part of a source that is wrong, and has been reported.
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

    /// The value, if there are no mistakes. Without a value there should be at least one.
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

/// Words for a sentence: "`a`, `b` and `c`".
pub(crate) fn list(words: &[&str], joint: &str) -> String {
    let mut words: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() { last } else { format!("{} {joint} {last}", words.join(", ")) }
}

/// A span that can be drawn: parsers may point behind the end of a text, or into a character.
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
