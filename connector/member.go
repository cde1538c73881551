package connector

import (
	"bytes"
	"encoding/json"
)

// replaceMember returns a JSON object in which the member key, put last, has the
// given value. The other members keep their order and their text.
func replaceMember(object json.RawMessage, key string, value any) (json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteByte('{')
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var text json.RawMessage
		if err := dec.Decode(&text); err != nil {
			return nil, err
		}
		if name == key {
			continue
		}
		if err := writeMember(&out, name, text); err != nil {
			return nil, err
		}
	}
	if err := writeMember(&out, key, value); err != nil {
		return nil, err
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func writeMember(out *bytes.Buffer, name, value any) error {
	if out.Len() > 1 {
		out.WriteByte(',')
	}
	for i, v := range []any{name, value} {
		if i == 1 {
			out.WriteByte(':')
		}
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		out.Write(text)
	}
	return nil
}
