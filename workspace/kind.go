package workspace

// Kind names a sort of resource. Its value is the word used in the API and in URLs.
type Kind string

// The kinds. Aliases is one document per workspace that maps alias names to the
// slugs of sources and destinations; its slug is the workspace's.
const (
	KindSource      Kind = "source"
	KindDestination Kind = "destination"
	KindModel       Kind = "model"
	KindSync        Kind = "sync"
	KindAliases     Kind = "aliases"
)

// Kinds lists all kinds so that what a resource refers to comes before it.
func Kinds() []Kind {
	return []Kind{KindAliases, KindSource, KindDestination, KindModel, KindSync}
}

// Rank is the place of k in Kinds: a lower rank never refers to a higher one,
// but for aliases, which name connections without depending on them.
func (k Kind) Rank() int {
	for i, other := range Kinds() {
		if k == other {
			return i
		}
	}
	return len(Kinds())
}

// Valid tells whether k is one of Kinds.
func (k Kind) Valid() bool { return k.Rank() < len(Kinds()) }

// Plural is the kind's collection name: the folder in Git and the segment in URLs.
func (k Kind) Plural() string {
	if k == KindAliases {
		return string(k)
	}
	return string(k) + "s"
}

// IsConnection tells whether resources of kind k hold a connection and its secrets.
func (k Kind) IsConnection() bool { return k == KindSource || k == KindDestination }
