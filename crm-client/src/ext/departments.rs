//! The tree of a flat list of departments.

use std::collections::HashMap;
use std::iter::successors;

use serde::ser::Error;
use serde::{Serialize, Serializer};

use crate::generated::user::Department;
use crate::values::Id;

/// The tree of departments.
///
/// ```
/// use crm_client::{DepartmentTree, sandbox::Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = Sandbox::new().client_builder().build()?;
/// let tree = DepartmentTree::from(crm.user().bizunit_tree().await?);
/// for (depth, department) in tree.walk() {
///     println!("{}{}", "  ".repeat(depth), department.name);
/// }
/// # Ok(())
/// # }
/// ```
///
/// No department is lost. If the parent of a department is not in the list, the department is a
/// root. If departments are parents of each other, the first of them is a root. The order is that
/// of the server.
///
/// It serializes as an array of the roots. Each department has the fields of [`Department`] and an array
/// `children`. Fails if the departments have more than 60 levels, because many readers of JSON accept
/// no more.
#[derive(Clone, Debug)]
pub struct DepartmentTree {
    departments: Vec<Department>,
    roots: Vec<usize>,
    /// The children of each department.
    children: Vec<Vec<usize>>,
}

impl DepartmentTree {
    /// Returns the departments without a parent.
    ///
    /// ```
    /// # use crm_client::DepartmentTree;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let tree = DepartmentTree::from(crm.user().bizunit_tree().await?);
    /// for department in tree.roots() {
    ///     println!("{} stands above all", department.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn roots(&self) -> impl Iterator<Item = &Department> {
        self.at(&self.roots)
    }

    /// Returns the children of a department. There are none if the department does not exist.
    ///
    /// ```
    /// # use crm_client::DepartmentTree;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let tree = DepartmentTree::from(crm.user().bizunit_tree().await?);
    /// for department in tree.roots() {
    ///     let parts = tree.children(&department.business_unit_id).count();
    ///     println!("{} has {parts} parts", department.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn children(&self, id: &Id) -> impl Iterator<Item = &Department> {
        let index = self.departments.iter().position(|it| it.business_unit_id == *id);
        self.at(index.map_or(&[], |index| &self.children[index]))
    }

    /// Returns every department after its parent, each with its depth. Roots have depth 0.
    ///
    /// ```
    /// # use crm_client::DepartmentTree;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let tree = DepartmentTree::from(crm.user().bizunit_tree().await?);
    /// let levels = tree.walk().map(|(depth, _)| depth + 1).max();
    /// # Ok(())
    /// # }
    /// ```
    pub fn walk(&self) -> impl Iterator<Item = (usize, &Department)> {
        let mut rest: Vec<_> = self.roots.iter().rev().map(|root| (0, *root)).collect();
        std::iter::from_fn(move || {
            let (depth, index) = rest.pop()?;
            rest.extend(self.children[index].iter().rev().map(|child| (depth + 1, *child)));
            Some((depth, &self.departments[index]))
        })
    }

    fn branches<'a>(&'a self, indices: &'a [usize]) -> impl Iterator<Item = Branch<'a>> {
        indices.iter().map(|index| Branch { tree: self, index: *index })
    }

    fn at<'a>(&'a self, indices: &'a [usize]) -> impl Iterator<Item = &'a Department> {
        indices.iter().map(|index| &self.departments[*index])
    }
}

/// The maximum number of levels in JSON. Each level is an object in an array, and `serde_json` reads
/// at most 127 nested values.
const MAX_LEVELS: usize = 60;

impl Serialize for DepartmentTree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Checked before any output, and so that a long chain does not exhaust the stack.
        if self.walk().any(|(depth, _)| depth >= MAX_LEVELS) {
            let problem = format!("the departments have more than {MAX_LEVELS} levels");
            return Err(S::Error::custom(problem));
        }
        serializer.collect_seq(self.branches(&self.roots))
    }
}

/// A department with everything below it.
struct Branch<'a> {
    tree: &'a DepartmentTree,
    index: usize,
}

impl Serialize for Branch<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Node<'a> {
            #[serde(flatten)]
            department: &'a Department,
            children: Vec<Branch<'a>>,
        }

        let Branch { tree, index } = *self;
        let children = tree.branches(&tree.children[index]).collect();
        Node { department: &tree.departments[index], children }.serialize(serializer)
    }
}

impl From<Vec<Department>> for DepartmentTree {
    fn from(departments: Vec<Department>) -> DepartmentTree {
        let mut indices = HashMap::new();
        for (index, department) in departments.iter().enumerate() {
            indices.entry(&department.business_unit_id).or_insert(index);
        }
        let parent_of = |it: &Department| Some(*indices.get(it.parent_business_unit_id.as_ref()?)?);
        let mut parents: Vec<Option<usize>> = departments.iter().map(parent_of).collect();
        for index in 0..parents.len() {
            // The first department of a cycle becomes a root, which breaks the cycle.
            let mut above = successors(parents[index], |it| parents[*it]).take(parents.len());
            if above.any(|it| it == index) {
                parents[index] = None;
            }
        }

        let mut roots = Vec::new();
        let mut children = vec![Vec::new(); departments.len()];
        for (index, parent) in parents.into_iter().enumerate() {
            parent.map_or(&mut roots, |parent| &mut children[parent]).push(index);
        }
        DepartmentTree { departments, roots, children }
    }
}

#[test]
fn no_department_is_lost() {
    let department = |id: &str, parent: Option<&str>| Department {
        business_unit_id: id.into(),
        name: id.to_owned(),
        parent_business_unit_id: parent.map(Id::from),
    };
    let tree = DepartmentTree::from(vec![
        department("sales", Some("all")),
        department("all", None),
        department("east", Some("sales")),
        department("lost", Some("nowhere")),
        department("tail", Some("b")),
        department("a", Some("b")),
        department("b", Some("a")),
        department("self", Some("self")),
    ]);
    let walk: Vec<_> = tree.walk().map(|(depth, it)| (depth, it.name.as_str())).collect();
    let expected = [
        (0, "all"),
        (1, "sales"),
        (2, "east"),
        (0, "lost"),
        (0, "a"),
        (1, "b"),
        (2, "tail"),
        (0, "self"),
    ];
    assert_eq!(walk, expected);
    assert_eq!(tree.roots().count(), 4);
    let children: Vec<_> = tree.children(&"sales".into()).map(|it| it.name.as_str()).collect();
    assert_eq!(children, ["east"]);
    assert_eq!(tree.children(&"nowhere".into()).count(), 0);
}

#[test]
fn a_tree_serializes_with_the_children_of_each_department() {
    let department = |id: &str, parent: Option<&str>| Department {
        business_unit_id: id.into(),
        name: format!("{id} department"),
        parent_business_unit_id: parent.map(Id::from),
    };
    let tree = DepartmentTree::from(vec![department("east", Some("all")), department("all", None)]);
    let expected = serde_json::json!([{
        "businessUnitId": "all",
        "name": "all department",
        "parentBusinessUnitId": null,
        "children": [{
            "businessUnitId": "east",
            "name": "east department",
            "parentBusinessUnitId": "all",
            "children": [],
        }],
    }]);
    assert_eq!(serde_json::to_value(&tree).unwrap(), expected);
    let json = serde_json::to_string(&tree).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), expected);
}

/// Without the limit, this exhausts the stack.
#[test]
fn a_tree_of_too_many_levels_does_not_serialize() {
    let chain = |length: usize| {
        let department = |it: usize| Department {
            business_unit_id: it.to_string().into(),
            name: String::new(),
            parent_business_unit_id: it.checked_sub(1).map(|it| it.to_string().into()),
        };
        serde_json::to_string(&DepartmentTree::from(
            (0..length).map(department).collect::<Vec<_>>(),
        ))
    };
    let deepest = chain(MAX_LEVELS).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&deepest).is_ok());
    let error = chain(MAX_LEVELS + 1).unwrap_err();
    assert_eq!(error.to_string(), "the departments have more than 60 levels");
    assert!(chain(10_000).is_err());
}
