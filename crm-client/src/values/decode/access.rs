//! Tracking of the items of a sequence, the entries of a map and the variants of an enum.

use std::cell::RefCell;

use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::context::{Context, Key, Track};
use super::fault::{Fault, Known, Segment};

/// The maximum length of a field name that is shown if the Rust type does not list its fields.
const LONGEST_NAME: usize = 64;

pub(super) struct Items<'a, A> {
    inner: A,
    context: Context<'a>,
    index: usize,
}

impl<'a, A> Items<'a, A> {
    pub(super) fn new(inner: A, context: Context<'a>) -> Items<'a, A> {
        Items { inner, context: Context::value(context.aside), index: 0 }
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = Fault<A::Error>;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let (index, context) = (self.index, self.context);
        self.index += 1;
        let item = self.inner.next_element_seed(Track { inner: seed, context });
        context.take_back(item).map_err(|it| it.within(Segment::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

pub(super) struct Entries<'a, A> {
    inner: A,
    aside: &'a RefCell<Option<Known>>,
    /// The fields of a struct, if they are known.
    names: Option<&'static [&'static str]>,
    key: RefCell<Option<Key>>,
}

impl<'a, A> Entries<'a, A> {
    pub(super) fn new(inner: A, context: Context<'a>) -> Entries<'a, A> {
        let Context { aside, names, .. } = context;
        Entries { inner, aside, names, key: RefCell::default() }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<'_, A> {
    type Error = Fault<A::Error>;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        self.key.take();
        let context = Context::key(self.aside, &self.key);
        context.take_back(self.inner.next_key_seed(Track { inner: seed, context }))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Self::Error> {
        let context = Context::value(self.aside);
        let value = self.inner.next_value_seed(Track { inner: seed, context });
        context.take_back(value).map_err(|it| it.within(segment(self.key.take(), self.names)))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// Returns a key as a segment of a path. The key is a field if the Rust type has a field with this
/// name. A type with flattened fields does not list them. Then the key is a field if it looks like
/// one.
fn segment(key: Option<Key>, names: Option<&[&str]>) -> Segment {
    let Some(Key { name, is_identifier }) = key else {
        return Segment::Key(None);
    };
    let is_field = match names {
        Some(names) => names.contains(&name.as_str()),
        None => is_identifier && looks_like_a_field(&name),
    };
    if is_field { Segment::Field(name) } else { Segment::Key(Some(name)) }
}

fn looks_like_a_field(name: &str) -> bool {
    let of_a_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '.';
    name.len() <= LONGEST_NAME
        && name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name.chars().all(of_a_name)
}

pub(super) struct Variants<'a, A> {
    inner: A,
    context: Context<'a>,
}

impl<'a, A> Variants<'a, A> {
    pub(super) fn new(inner: A, context: Context<'a>) -> Variants<'a, A> {
        Variants { inner, context }
    }
}

impl<'a, 'de, A: EnumAccess<'de>> EnumAccess<'de> for Variants<'a, A> {
    type Error = Fault<A::Error>;
    type Variant = Variant<'a, A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), Self::Error> {
        let key = RefCell::default();
        let Context { aside, names, .. } = self.context;
        let context = Context::key(aside, &key);
        let variant = self.inner.variant_seed(Track { inner: seed, context });
        let (value, inner) = context.take_back(variant)?;
        let segment = segment(key.take(), names);
        Ok((value, Variant { inner, context: Context::value(aside), segment }))
    }
}

/// The content of an enum variant.
pub(super) struct Variant<'a, A> {
    inner: A,
    context: Context<'a>,
    segment: Segment,
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Variant<'_, A> {
    type Error = Fault<A::Error>;

    fn unit_variant(self) -> Result<(), Self::Error> {
        let result = self.context.take_back(self.inner.unit_variant());
        result.map_err(|it| it.within(self.segment))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<S::Value, Self::Error> {
        let Variant { inner, context, segment } = self;
        let result = inner.newtype_variant_seed(Track { inner: seed, context });
        context.take_back(result).map_err(|it| it.within(segment))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let Variant { inner, context, segment } = self;
        let result = inner.tuple_variant(length, Track { inner: visitor, context });
        context.take_back(result).map_err(|it| it.within(segment))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let Variant { inner, context, segment } = self;
        let context = Context { names: Some(fields), ..context };
        let result = inner.struct_variant(fields, Track { inner: visitor, context });
        context.take_back(result).map_err(|it| it.within(segment))
    }
}
