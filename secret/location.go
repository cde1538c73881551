package secret

import (
	"errors"
	"net/url"
)

// Location is the place where a sealed value is stored. All three parts are required.
type Location struct{ Table, Row, Column string }

// String is table/row/column with each part escaped as a URL path segment, so that no two locations
// are alike.
func (l Location) String() string {
	return url.PathEscape(l.Table) + "/" + url.PathEscape(l.Row) + "/" + url.PathEscape(l.Column)
}

func (l Location) associated() ([]byte, error) {
	if l.Table == "" || l.Row == "" || l.Column == "" {
		return nil, errors.New("a secret's location needs a table, a row and a column")
	}
	return []byte(l.String()), nil
}
