package transport

import (
	"crypto/x509/pkix"
	"encoding/asn1"

	"github.com/youmark/pkcs8"
)

// maxIterations bounds the work of deriving a key from a passphrase: a second or two.
const maxIterations = 5_000_000

// decryptPKCS8 reads an encrypted private key as OpenSSL writes it: PBES2 with PBKDF2
// (RFC 8018, section 6.2). Others are refused.
func decryptPKCS8(der, passphrase []byte) (key any, err error) {
	if !derivesCheaply(der) {
		return nil, errProtection()
	}
	// The library panics when the lengths of the IV and the data do not fit the cipher.
	defer func() {
		if recover() != nil {
			key, err = nil, errNotAKey()
		}
	}()
	key, _, err = pkcs8.ParsePrivateKey(der, passphrase)
	switch {
	case err == nil:
		return key, nil
	case err.Error() == "pkcs8: incorrect password": // it has no other sign
		return nil, errPassphrase()
	}
	return nil, errProtection()
}

// derivesCheaply looks at the cost that the key asks for, which the library does not bound.
func derivesCheaply(der []byte) bool {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	var scheme struct{ KDF, Cipher pkix.AlgorithmIdentifier }
	var kdf struct {
		Salt       []byte
		Iterations int
		Length     int                      `asn1:"optional"`
		PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
	}
	pbkdf2 := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return false
	}
	if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &scheme); err != nil {
		return false
	}
	if _, err := asn1.Unmarshal(scheme.KDF.Parameters.FullBytes, &kdf); err != nil {
		return false
	}
	return scheme.KDF.Algorithm.Equal(pbkdf2) && kdf.Iterations > 0 && kdf.Iterations <= maxIterations
}
