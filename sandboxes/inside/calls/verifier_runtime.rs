// Typed JSON for the call driver of Rust: read into the candidate's types, and
// written from them. Value forms: see call.py. It knows nothing of the answer.
#![allow(dead_code)]
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::hash::Hash;
use std::io::{Read, Write};
use std::os::unix::io::FromRawFd;

pub enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Dict(Vec<(String, Json)>),
}

impl Json {
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Dict(entries) => entries.iter().find(|entry| entry.0 == name).map(|entry| &entry.1),
            _ => None,
        }
    }

    fn tagged(&self, tag: &str) -> Option<&Json> {
        match self {
            Json::Dict(entries) if entries.len() == 1 && entries[0].0 == tag => Some(&entries[0].1),
            _ => None,
        }
    }

    pub fn items(&self, wanted: &str) -> Result<&[Json], String> {
        for tag in ["$tuple", "$set", "$frozenset"] {
            if let Some(Json::List(items)) = self.tagged(tag) {
                return Ok(items);
            }
        }
        match self {
            Json::List(items) => Ok(items),
            _ => Err(self.misfit(wanted)),
        }
    }

    pub fn misfit(&self, wanted: &str) -> String {
        let brief = match self {
            Json::Null => "null".to_string(),
            Json::Bool(yes) => yes.to_string(),
            Json::Number(text) => text.chars().take(40).collect(),
            Json::Text(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
            Json::List(items) => format!("a list of {}", items.len()),
            Json::Dict(_) => "a map".to_string(),
        };
        format!("{} does not fit {}", brief, wanted)
    }

    fn integer(&self, wanted: &str) -> Result<(bool, u128), String> {
        let text = match (self, self.tagged("$int")) {
            (_, Some(Json::Text(text))) | (Json::Number(text), _) => text,
            _ => return Err(self.misfit(wanted)),
        };
        let negative = text.starts_with('-');
        let digits = text.trim_start_matches('-');
        let read = match digits.strip_prefix("0x") {
            Some(hex) => u128::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        match (read, digits.parse::<f64>()) {
            (Ok(number), _) => Ok((negative, number)),
            (_, Ok(real)) if real.fract() == 0.0 && real < 9e15 => Ok((negative, real as u128)),
            _ => Err(self.misfit(wanted)),
        }
    }

    fn real(&self) -> Result<f64, String> {
        match (self, self.tagged("$float")) {
            (_, Some(Json::Text(text))) => Ok(match text.as_str() {
                "nan" => f64::NAN,
                "inf" => f64::INFINITY,
                _ => f64::NEG_INFINITY,
            }),
            (Json::Number(text), _) => text.parse().map_err(|_| self.misfit("a floating-point number")),
            _ => {
                let (negative, size) = self.integer("a floating-point number")?;
                Ok(if negative { -(size as f64) } else { size as f64 })
            }
        }
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn skip(&mut self) -> u8 {
        while self.at < self.text.len() && b" \n\r\t,:".contains(&self.text[self.at]) {
            self.at += 1;
        }
        *self.text.get(self.at).unwrap_or(&b'n')
    }

    fn value(&mut self) -> Json {
        match self.skip() {
            b'{' => {
                let mut entries = vec![];
                self.at += 1;
                while self.skip() != b'}' {
                    let key = self.string();
                    let item = self.value();
                    entries.push((key, item));
                }
                self.at += 1;
                Json::Dict(entries)
            }
            b'[' => {
                let mut items = vec![];
                self.at += 1;
                while self.skip() != b']' {
                    items.push(self.value());
                }
                self.at += 1;
                Json::List(items)
            }
            b'"' => Json::Text(self.string()),
            b't' => {
                self.at += 4;
                Json::Bool(true)
            }
            b'f' => {
                self.at += 5;
                Json::Bool(false)
            }
            b'n' => {
                self.at += 4;
                Json::Null
            }
            _ => {
                let start = self.at;
                while self.at < self.text.len() && b"+-.eE0123456789".contains(&self.text[self.at]) {
                    self.at += 1;
                }
                Json::Number(String::from_utf8_lossy(&self.text[start..self.at]).into_owned())
            }
        }
    }

    fn hex(&mut self) -> u32 {
        let digits = std::str::from_utf8(&self.text[self.at + 1..self.at + 5]).unwrap_or("0");
        self.at += 5;
        u32::from_str_radix(digits, 16).unwrap_or(0)
    }

    fn string(&mut self) -> String {
        let mut made = vec![];
        self.at += 1;
        while self.text[self.at] != b'"' {
            if self.text[self.at] != b'\\' {
                made.push(self.text[self.at]);
                self.at += 1;
                continue;
            }
            self.at += 1;
            let sign = self.text[self.at];
            if sign == b'u' {
                let mut code = self.hex();
                if (0xD800..0xDC00).contains(&code) && self.text[self.at] == b'\\' {
                    self.at += 1;
                    code = 0x10000 + ((code - 0xD800) << 10) + (self.hex() - 0xDC00);
                }
                let mut bytes = [0; 4];
                made.extend(char::from_u32(code).unwrap_or('\u{FFFD}').encode_utf8(&mut bytes).bytes());
                continue;
            }
            made.push(match sign {
                b'n' => b'\n',
                b't' => b'\t',
                b'r' => b'\r',
                b'b' => 8,
                b'f' => 12,
                other => other,
            });
            self.at += 1;
        }
        self.at += 1;
        String::from_utf8_lossy(&made).into_owned()
    }
}

pub trait In: Sized {
    fn read(value: &Json) -> Result<Self, String>;
    fn read_option(value: &Json) -> Result<Option<Self>, String> {
        match value {
            Json::Null => Ok(None),
            _ => Self::read(value).map(Some),
        }
    }
    // JSON has no keys but text; a key that must be a number is read from it.
    fn read_key(key: &str) -> Result<Self, String> {
        Self::read(&Json::Text(key.to_string()))
    }
}

pub trait Out {
    fn write(&self, out: &mut String);
    fn write_none(out: &mut String) {
        out.push_str("null");
    }
}

macro_rules! integers {
    ($($kind:ident)*) => {$(
        impl In for $kind {
            fn read(value: &Json) -> Result<Self, String> {
                let (negative, size) = value.integer(stringify!($kind))?;
                let wrapped = if negative { size.wrapping_neg() } else { size } as $kind;
                #[allow(unused_comparisons)]
                let fits = if negative && size > 0 { wrapped < 0 && (wrapped as i128).unsigned_abs() == size } else { wrapped >= 0 && wrapped as u128 == size };
                if fits { Ok(wrapped) } else { Err(value.misfit(stringify!($kind))) }
            }
            fn read_key(key: &str) -> Result<Self, String> {
                Self::read(&Json::Number(key.to_string()))
            }
        }
        impl Out for $kind {
            fn write(&self, out: &mut String) {
                if std::mem::size_of::<$kind>() > 8 {
                    out.push_str(&format!("{{\"$int\":\"{}\"}}", self));
                } else {
                    out.push_str(&self.to_string());
                }
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! reals {
    ($($kind:ident)*) => {$(
        impl In for $kind {
            fn read(value: &Json) -> Result<Self, String> {
                value.real().map(|real| real as $kind)
            }
        }
        impl Out for $kind {
            fn write(&self, out: &mut String) {
                if self.is_nan() {
                    out.push_str("{\"$float\":\"nan\"}");
                } else if self.is_infinite() {
                    out.push_str(if *self > 0.0 { "{\"$float\":\"inf\"}" } else { "{\"$float\":\"-inf\"}" });
                } else {
                    out.push_str(&format!("{:?}", self));
                }
            }
        }
    )*};
}
reals!(f32 f64);

impl In for bool {
    fn read(value: &Json) -> Result<Self, String> {
        match value {
            Json::Bool(yes) => Ok(*yes),
            _ => Err(value.misfit("bool")),
        }
    }
    fn read_key(key: &str) -> Result<Self, String> {
        Ok(key == "true" || key == "True")
    }
}
impl Out for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}
impl In for String {
    fn read(value: &Json) -> Result<Self, String> {
        match value {
            Json::Text(text) => Ok(text.clone()),
            _ => Err(value.misfit("String")),
        }
    }
}
impl In for char {
    fn read(value: &Json) -> Result<Self, String> {
        match value {
            Json::Text(text) if text.chars().count() == 1 => Ok(text.chars().next().unwrap_or(' ')),
            _ => Err(value.misfit("char")),
        }
    }
}
impl Out for str {
    fn write(&self, out: &mut String) {
        out.push('"');
        for sign in self.chars() {
            match sign {
                '"' | '\\' => {
                    out.push('\\');
                    out.push(sign);
                }
                sign if sign < ' ' => out.push_str(&format!("\\u{:04x}", sign as u32)),
                sign => out.push(sign),
            }
        }
        out.push('"');
    }
}
impl Out for String {
    fn write(&self, out: &mut String) {
        self.as_str().write(out);
    }
}
impl Out for char {
    fn write(&self, out: &mut String) {
        self.to_string().write(out);
    }
}
impl Out for () {
    fn write(&self, out: &mut String) {
        out.push_str("null");
    }
}
impl<T: Out + ?Sized> Out for &T {
    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}
impl<T: Out + ?Sized> Out for &mut T {
    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}
impl<'a, T: Out + ToOwned + ?Sized> Out for std::borrow::Cow<'a, T> {
    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}
impl<T: In> In for Option<T> {
    fn read(value: &Json) -> Result<Self, String> {
        T::read_option(value)
    }
}
impl<T: Out> Out for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => T::write_none(out),
        }
    }
}

pub fn write_all<'a, T: Out + 'a>(items: impl IntoIterator<Item = &'a T>, out: &mut String) {
    out.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        item.write(out);
    }
    out.push(']');
}

macro_rules! lists {
    ($($kind:ident $(: $bound:ident)*, $wanted:expr;)*) => {$(
        impl<T: In $(+ $bound)*> In for $kind<T> {
            fn read(value: &Json) -> Result<Self, String> {
                value.items($wanted)?.iter().map(T::read).collect()
            }
        }
    )*};
}
lists! { Vec, "a Vec"; VecDeque, "a VecDeque"; LinkedList, "a LinkedList"; HashSet: Eq: Hash, "a set"; BTreeSet: Ord, "a set"; BinaryHeap: Ord, "a heap"; }

impl<T: Out> Out for [T] {
    fn write(&self, out: &mut String) {
        write_all(self, out);
    }
}
impl<T: Out> Out for Vec<T> {
    fn write(&self, out: &mut String) {
        write_all(self, out);
    }
}
impl<T: Out> Out for VecDeque<T> {
    fn write(&self, out: &mut String) {
        write_all(self, out);
    }
}
impl<T: Out> Out for LinkedList<T> {
    fn write(&self, out: &mut String) {
        write_all(self, out);
    }
}
impl<T: In, const N: usize> In for [T; N] {
    fn read(value: &Json) -> Result<Self, String> {
        let items: Vec<T> = In::read(value)?;
        items.try_into().map_err(|_| value.misfit("an array of another length"))
    }
}
impl<T: Out, const N: usize> Out for [T; N] {
    fn write(&self, out: &mut String) {
        write_all(self, out);
    }
}
impl<T: Out> Out for HashSet<T> {
    fn write(&self, out: &mut String) {
        out.push_str("{\"$set\":");
        write_all(self, out);
        out.push('}');
    }
}
impl<T: Out> Out for BTreeSet<T> {
    fn write(&self, out: &mut String) {
        out.push_str("{\"$set\":");
        write_all(self, out);
        out.push('}');
    }
}

fn read_pairs<K: In, V: In>(value: &Json) -> Result<Vec<(K, V)>, String> {
    if let Some(Json::List(pairs)) = value.tagged("$dict") {
        return pairs.iter().map(In::read).collect();
    }
    match value {
        Json::Dict(entries) => entries.iter().map(|(key, item)| Ok((K::read_key(key)?, V::read(item)?))).collect(),
        _ => Err(value.misfit("a map")),
    }
}
fn write_pairs<'a, K: Out + 'a, V: Out + 'a>(pairs: impl Iterator<Item = (&'a K, &'a V)>, out: &mut String) {
    let pairs: Vec<_> = pairs.collect();
    out.push_str("{\"$dict\":");
    write_all(&pairs, out);
    out.push('}');
}
impl<K: In + Eq + Hash, V: In> In for HashMap<K, V> {
    fn read(value: &Json) -> Result<Self, String> {
        Ok(read_pairs(value)?.into_iter().collect())
    }
}
impl<K: In + Ord, V: In> In for BTreeMap<K, V> {
    fn read(value: &Json) -> Result<Self, String> {
        Ok(read_pairs(value)?.into_iter().collect())
    }
}
impl<K: Out, V: Out> Out for HashMap<K, V> {
    fn write(&self, out: &mut String) {
        write_pairs(self.iter(), out);
    }
}
impl<K: Out, V: Out> Out for BTreeMap<K, V> {
    fn write(&self, out: &mut String) {
        write_pairs(self.iter(), out);
    }
}

macro_rules! tuples {
    ($($size:literal: $($name:ident $index:tt)*;)*) => {$(
        impl<$($name: In),*> In for ($($name,)*) {
            fn read(value: &Json) -> Result<Self, String> {
                let items = value.items("a tuple")?;
                if items.len() != $size {
                    return Err(value.misfit("a tuple of another length"));
                }
                Ok(($($name::read(&items[$index])?,)*))
            }
        }
        impl<$($name: Out),*> Out for ($($name,)*) {
            fn write(&self, out: &mut String) {
                out.push('[');
                $(
                    if $index > 0 {
                        out.push(',');
                    }
                    self.$index.write(out);
                )*
                out.push(']');
            }
        }
    )*};
}
tuples! { 1: A 0; 2: A 0 B 1; 3: A 0 B 1 C 2; 4: A 0 B 1 C 2 D 3; 5: A 0 B 1 C 2 D 3 E 4; 6: A 0 B 1 C 2 D 3 E 4 F 5; }

pub fn argument<T: In>(args: &[Json], index: usize) -> T {
    match T::read(&args[index]) {
        Ok(value) => value,
        Err(why) => reply("unfit", &format!("argument {}: {}", index + 1, why)),
    }
}

pub fn reply<T: Out + ?Sized>(key: &str, value: &T) -> ! {
    let mut text = format!("{{\"{}\":", key);
    value.write(&mut text);
    text.push('}');
    send(&text)
}

fn send(text: &str) -> ! {
    let _ = std::io::stdout().flush();
    let mut three = unsafe { std::fs::File::from_raw_fd(3) };
    let _ = three.write_all(text.as_bytes());
    std::process::exit(0)
}

pub fn reply_raised(names: &[&str], message: &str) -> ! {
    let mut text = String::from("{\"raised\":{\"type\":");
    names[0].write(&mut text);
    text.push_str(",\"bases\":");
    names.write(&mut text);
    text.push_str(",\"message\":");
    message.chars().take(1000).collect::<String>().write(&mut text);
    text.push_str("}}");
    send(&text)
}

// An `Err` is what the function raises: by its type, and by its variant.
pub fn reply_result<T: Out, E: std::fmt::Debug>(result: Result<T, E>) -> ! {
    match result {
        Ok(value) => reply("value", &value),
        Err(error) => {
            let full = std::any::type_name::<E>();
            let short = full.rsplit("::").next().unwrap_or(full);
            let message = format!("{:?}", error);
            let variant: String = message.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect();
            reply_raised(&[short, &variant, "Err"], &message)
        }
    }
}

pub struct Asked {
    pub args: Vec<Json>,
    pub inout: bool,
}

pub fn start(count: usize, body: impl FnOnce(&Asked)) -> ! {
    let mut text = vec![];
    let _ = std::io::stdin().read_to_end(&mut text);
    let document = Reader { text: &text, at: 0 }.value();
    let inout = matches!(document.get("inout"), Some(Json::Bool(true)));
    let args = match document {
        Json::Dict(entries) => entries.into_iter().find(|entry| entry.0 == "args"),
        _ => None,
    };
    let args = match args {
        Some((_, Json::List(items))) => items,
        _ => std::process::exit(1),
    };
    if args.len() != count {
        reply("unfit", &format!("it takes {} arguments, not {}", count, args.len()));
    }
    let asked = Asked { args, inout };
    let thrown = match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| body(&asked))) {
        Ok(()) => std::process::exit(1),
        Err(thrown) => thrown,
    };
    let message = thrown.downcast_ref::<String>().cloned();
    let message = message.or_else(|| thrown.downcast_ref::<&str>().map(|text| text.to_string()));
    reply_raised(&["panic"], &message.unwrap_or_default())
}
