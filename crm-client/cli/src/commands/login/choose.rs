//! Lets the user choose a CRM user from a list.

use unicode_width::UnicodeWidthChar;

use crate::failure::Failure;
use crate::lang::tr;
use crate::session::User;
use crate::{safe, terminal};

/// The largest number of users that are shown at once.
const SHOWN: usize = 20;

/// The width of the names in columns of the terminal.
const NAME_WIDTH: usize = 24;

/// Returns the user with this id or name.
///
/// # Errors
///
/// Fails if no user or more than one user has the name.
pub(super) fn find(users: &[User], wanted: &str) -> Result<User, Failure> {
    if let Some(user) = users.iter().find(|it| it.id == wanted) {
        return Ok(user.clone());
    }
    let found: Vec<&User> = users.iter().filter(|it| it.name == wanted).collect();
    let problem = match found.as_slice() {
        [user] => return Ok((*user).clone()),
        [] => tr!(
            "user `{wanted}`: no user has this id or name; run `crm login` on a terminal to choose one from the list",
            "用户 `{wanted}`：没有该 id 或姓名的用户；可在终端中运行 `crm login` 从列表中选择"
        ),
        found => {
            let ids = found.iter().map(|it| &*it.id).collect::<Vec<_>>().join(", ");
            tr!(
                "user `{wanted}`: several users have this name; use one of their ids: {ids}",
                "用户 `{wanted}`：有多个同名用户；请改用其中一个 id：{ids}"
            )
        }
    };
    Err(Failure::usage(problem))
}

/// Lets the user choose by number, or by a part of the name. Returns `None` for no user.
///
/// # Errors
///
/// Fails if no answer is given.
pub(super) async fn ask(users: &[User]) -> Result<Option<User>, Failure> {
    let all: Vec<usize> = (0..users.len()).collect();
    show(users, &all);
    loop {
        let answer = terminal::ask(&tr!(
            "User (number, or part of a name; empty for none):",
            "用户（序号或姓名的一部分；留空表示不指定）："
        ))
        .await?;
        match read(users, &answer) {
            Answer::Nobody => return Ok(None),
            Answer::User(index) => {
                let user = &users[index];
                if answer.parse::<usize>().is_err() {
                    eprintln!("{}", line(index, user));
                }
                return Ok(Some(user.clone()));
            }
            Answer::Several(found) if found.is_empty() => {
                let answer = safe::line(&answer);
                eprintln!("{}", tr!("no user matches `{answer}`", "没有匹配 `{answer}` 的用户"));
            }
            Answer::Several(found) => show(users, &found),
        }
    }
}

/// The meaning of an answer.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// No user.
    Nobody,
    /// The user with this index.
    User(usize),
    /// The users with these indices, of whom one must be chosen.
    Several(Vec<usize>),
}

fn read(users: &[User], answer: &str) -> Answer {
    if answer.is_empty() {
        return Answer::Nobody;
    }
    if let Ok(number) = answer.parse::<usize>()
        && (1..=users.len()).contains(&number)
    {
        return Answer::User(number - 1);
    }
    let part = answer.to_lowercase();
    let matches = |user: &User| user.id == answer || user.name.to_lowercase().contains(&part);
    let found: Vec<usize> = (0..users.len()).filter(|it| matches(&users[*it])).collect();
    match found.as_slice() {
        [index] => Answer::User(*index),
        _ => Answer::Several(found),
    }
}

fn show(users: &[User], indices: &[usize]) {
    for index in indices.iter().take(SHOWN) {
        eprintln!("{}", line(*index, &users[*index]));
    }
    let hidden = indices.len().saturating_sub(SHOWN);
    if hidden > 0 {
        eprintln!(
            "{}",
            tr!(
                "      … and {hidden} more; enter a part of the name to search",
                "      … 另有 {hidden} 个；可输入姓名的一部分进行搜索"
            )
        );
    }
}

/// Returns the line of a user: the number, the name and the id.
fn line(index: usize, user: &User) -> String {
    let (mut name, mut width) = (String::new(), 0);
    for it in safe::line(&user.name).chars() {
        let next = width + it.width().unwrap_or(0);
        if next > NAME_WIDTH {
            name.pop();
            name.push('…');
            break;
        }
        (width, name) = (next, name + it.encode_utf8(&mut [0; 4]));
    }
    let shown: usize = name.chars().filter_map(UnicodeWidthChar::width).sum();
    let gap = " ".repeat(NAME_WIDTH.saturating_sub(shown));
    format!("{:>4}  {name}{gap}  {}", index + 1, safe::line(&user.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users() -> Vec<User> {
        let names = ["黄经理", "Alice Wang", "Bob", "alicia", "R2"];
        let user = |(index, name): (usize, &&str)| User {
            id: format!("027-{index}"),
            name: (*name).to_owned(),
        };
        names.iter().enumerate().map(user).collect()
    }

    #[test]
    fn an_answer_is_a_number_or_a_part_of_a_name() {
        let read = |answer| super::read(&users(), answer);
        assert_eq!(read(""), Answer::Nobody);
        assert_eq!(read("1"), Answer::User(0));
        assert_eq!(read("经理"), Answer::User(0));
        assert_eq!(read("ALI"), Answer::Several(vec![1, 3]));
        assert_eq!(read("027-2"), Answer::User(2));
        assert_eq!(read("9"), Answer::Several(vec![]));
        assert_eq!(read("2"), Answer::User(1));
        assert_eq!(read("r2"), Answer::User(4));
    }

    #[test]
    fn a_name_must_be_unique() {
        let mut users = users();
        assert_eq!(find(&users, "Bob").unwrap().id, "027-2");
        assert_eq!(find(&users, "027-3").unwrap().name, "alicia");
        assert!(find(&users, "bob").is_err());
        users.push(User { id: "027-9".into(), name: "Bob".into() });
        assert!(find(&users, "Bob").is_err());
    }

    #[test]
    fn a_line_fits_the_terminal() {
        let name = "上海".repeat(30) + "\u{1b}[31m";
        let id = "027-00000000-0000-4000-8000-000000000001".to_owned();
        let line = line(122, &User { id, name });
        assert!(line.starts_with(" 123  上海上海"), "{line}");
        assert!(line.contains('…') && !line.contains('\u{1b}'), "{line}");
        assert!(line.chars().filter_map(UnicodeWidthChar::width).sum::<usize>() <= 72, "{line}");
    }
}
