//! A wrapper of a deserializer that tracks the path and the origin of errors.
//!
//! The message of an error does not identify its origin, because a custom error can look like an
//! error of serde, and the key of a map like a path. So every visitor uses errors of the type
//! [`Fault`]. The format in between uses another error type. While an error passes through the
//! format, a [`Context`] stores its other properties.

use std::cell::RefCell;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, Visitor};

use super::access::{Entries, Items, Variants};
use super::context::{Context, Track};
use super::fault::Fault;

/// Deserializes a `T`.
pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, Fault<D::Error>>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let aside = RefCell::default();
    T::deserialize(Track { inner: deserializer, context: Context::value(&aside) })
}

macro_rules! deserialize {
    ($($method:ident($($arg:ident: $ty:ty),*);)*) => { $(
        fn $method<V: Visitor<'de>>(
            self,
            $($arg: $ty,)*
            visitor: V,
        ) -> Result<V::Value, Self::Error> {
            let Track { inner, context } = self;
            context.take_back(inner.$method($($arg,)* Track { inner: visitor, context }))
        }
    )* };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Track<'_, D> {
    type Error = Fault<D::Error>;

    deserialize! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(length: usize);
        deserialize_tuple_struct(name: &'static str, length: usize);
        deserialize_map();
        deserialize_ignored_any();
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let context = Context { names: Some(fields), ..self.context };
        let visitor = Track { inner: visitor, context };
        context.take_back(self.inner.deserialize_struct(name, fields, visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let context = Context { names: Some(variants), ..self.context };
        let visitor = Track { inner: visitor, context };
        context.take_back(self.inner.deserialize_enum(name, variants, visitor))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, inner: V) -> Result<V::Value, Self::Error> {
        let context = Context { is_identifier: true, ..self.context };
        context.take_back(self.inner.deserialize_identifier(Track { inner, context }))
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Track<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let Track { inner, context } = self;
        let result = inner.deserialize(Track { inner: deserializer, context });
        context.put_aside(result.map_err(Fault::of::<S::Value>))
    }
}

macro_rules! visit {
    ($($method:ident($($arg:ident: $ty:ty)?);)*) => { $(
        fn $method<E: de::Error>(self $(, $arg: $ty)?) -> Result<V::Value, E> {
            self.context.put_aside(self.inner.$method($($arg)?))
        }
    )* };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Track<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    visit! {
        visit_bool(value: bool);
        visit_i8(value: i8);
        visit_i16(value: i16);
        visit_i32(value: i32);
        visit_i64(value: i64);
        visit_i128(value: i128);
        visit_u8(value: u8);
        visit_u16(value: u16);
        visit_u32(value: u32);
        visit_u64(value: u64);
        visit_u128(value: u128);
        visit_f32(value: f32);
        visit_f64(value: f64);
        visit_char(value: char);
        visit_bytes(value: &[u8]);
        visit_borrowed_bytes(value: &'de [u8]);
        visit_byte_buf(value: Vec<u8>);
        visit_none();
        visit_unit();
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<V::Value, E> {
        self.context.write_down(value);
        self.context.put_aside(self.inner.visit_str(value))
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<V::Value, E> {
        self.context.write_down(value);
        self.context.put_aside(self.inner.visit_borrowed_str(value))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<V::Value, E> {
        self.context.write_down(&value);
        self.context.put_aside(self.inner.visit_string(value))
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let context = self.context;
        context.put_aside(self.inner.visit_some(Track { inner, context }))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let context = self.context;
        context.put_aside(self.inner.visit_newtype_struct(Track { inner, context }))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        let items = Items::new(items, self.context);
        self.context.put_aside(self.inner.visit_seq(items))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        let entries = Entries::new(entries, self.context);
        self.context.put_aside(self.inner.visit_map(entries))
    }

    fn visit_enum<A: de::EnumAccess<'de>>(self, variants: A) -> Result<V::Value, A::Error> {
        let variants = Variants::new(variants, self.context);
        self.context.put_aside(self.inner.visit_enum(variants))
    }
}
