package object_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/object"
)

// shattered is the beginning of one of the two documents of the same SHA-1 that were
// published at https://shattered.io, with the blocks that collide.
const shattered = "255044462d312e330a25e2e3cfd30a0a0a312030206f626a0a3c3c2f57696474" +
	"682032203020522f4865696768742033203020522f547970652034203020522f" +
	"537562747970652035203020522f46696c7465722036203020522f436f6c6f72" +
	"53706163652037203020522f4c656e6774682038203020522f42697473506572" +
	"436f6d706f6e656e7420383e3e0a73747265616d0affd8fffe00245348412d31" +
	"20697320646561642121212121852fec092339759c39b1a1c63c4c97e1fffe01" +
	"7346dc9166b67e118f029ab621b2560ff9ca67cca8c7f85ba84c79030c2b3de2" +
	"18f86db3a90901d5df45c14f26fedfb3dc38e96ac22fe7bd728f0e45bce046d2" +
	"3c570feb141398bb552ef5a0a82be331fea48037b8b5d71f0e332edf93ac3500" +
	"eb4ddc0decc1a864790c782c76215660dd309791d06bd0af3f98cda4bc4629b1"

func TestCollisionsAreDetected(t *testing.T) {
	b, err := hex.DecodeString(shattered)
	require.NoError(t, err)
	h := object.NewHasher() // without the header of an object, for which the blocks were not made
	h.Write(b)
	_, err = h.OID()
	require.ErrorIs(t, err, object.ErrCollision)

	_, err = h.Sum(object.TypeBlob, b)
	require.NoError(t, err, "the next object is another one")
	h = object.NewHasher()
	h.Write(bytes.Repeat([]byte{0}, len(b)))
	_, err = h.OID()
	require.NoError(t, err)
}
