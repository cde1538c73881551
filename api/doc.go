// Package api is Lockstep's HTTP interface: JSON under /api/v1, in the shapes and names of
// Hightouch's public API as far as both have the same things.
//
//	request ─► edge: id, time limit, size limit, headers, panics
//	             └► identity: API key -> person and scope
//	                  └► one handler per operation ─► workspace.Service, GitSync, …
//	                       └► answer, or an error through the one table in problem.go
//
// Ids are numbers in answers and are taken as numbers or as text. Lists are {data, hasMore}
// with limit, offset, orderBy, name and slug; those of resources have a total too, and are
// narrowed by search, by how a resource stands to the branch, and by what is particular to the
// kind. What that API lacks is added in its style: DELETE, revisions, the trash, the change feed,
// the YAML form of each resource, previews of an edit, Git Sync and its conflicts.
//
// Every resource, account and workspace has a version, sent as its ETag. A write with If-Match happens only at that
// version, else it is refused with 412.
//
// Sources of the shapes: Hightouch's OpenAPI documents of 2023 and 2026.
package api
