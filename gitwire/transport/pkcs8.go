package transport

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"hash"
)

const labelPKCS8 = "ENCRYPTED PRIVATE KEY"

// maxIterations bounds the work that a key's text can ask for: a second or two.
const maxIterations = 5_000_000

// The ASN.1 of an encrypted PKCS#8 key (RFC 5958) by PBES2 with PBKDF2 (RFC 8018, appendix A).
type (
	encryptedKey struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	pbes2 struct{ Derivation, Cipher pkix.AlgorithmIdentifier }
	kdf   struct {
		Salt       []byte
		Iterations int
		KeyLength  int                      `asn1:"optional"`
		PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
	}
)

// openPKCS8 decrypts a key as openssl and ssh-keygen -m PKCS8 write it. The libraries for it
// panic on, or work forever for, a text that means harm.
func openPKCS8(der, passphrase []byte) (any, error) {
	if len(passphrase) == 0 {
		return nil, errPassphraseMissing()
	}
	var key encryptedKey
	var scheme pbes2
	var derive kdf
	var iv []byte
	ok := decodeDER(der, &key) && key.Algorithm.Algorithm.String() == "1.2.840.113549.1.5.13" &&
		decodeDER(key.Algorithm.Parameters.FullBytes, &scheme) &&
		scheme.Derivation.Algorithm.String() == "1.2.840.113549.1.5.12" &&
		decodeDER(scheme.Derivation.Parameters.FullBytes, &derive) &&
		decodeDER(scheme.Cipher.Parameters.FullBytes, &iv) &&
		derive.Iterations > 0 && derive.Iterations <= maxIterations
	prf := prfOf(derive.PRF.Algorithm)
	newCipher, size := cipherOf(scheme.Cipher.Algorithm)
	if !ok || prf == nil || newCipher == nil {
		return nil, errProtection()
	}
	secret, err := pbkdf2.Key(prf, string(passphrase), derive.Salt, derive.Iterations, size)
	if err != nil {
		return nil, errNotAKey()
	}
	block, err := newCipher(secret)
	if err != nil {
		return nil, errNotAKey()
	}
	plain, ok := decryptCBC(block, iv, key.Data)
	if !ok {
		return nil, errPassphrase()
	}
	out, err := x509.ParsePKCS8PrivateKey(plain)
	if err != nil { // one of 256 wrong passphrases ends in what looks like padding
		return nil, errPassphrase()
	}
	return out, nil
}

func decodeDER(der []byte, into any) bool {
	rest, err := asn1.Unmarshal(der, into)
	return err == nil && len(rest) == 0
}

func prfOf(id asn1.ObjectIdentifier) func() hash.Hash {
	switch id.String() {
	case "", "1.2.840.113549.2.7":
		return sha1.New
	case "1.2.840.113549.2.9":
		return sha256.New
	case "1.2.840.113549.2.11":
		return sha512.New
	}
	return nil
}

// cipherOf gives a cipher and the size of its key in bytes.
func cipherOf(id asn1.ObjectIdentifier) (func(key []byte) (cipher.Block, error), int) {
	switch id.String() {
	case "1.2.840.113549.3.7":
		return des.NewTripleDESCipher, 24
	case "2.16.840.1.101.3.4.1.2":
		return aes.NewCipher, 16
	case "2.16.840.1.101.3.4.1.22":
		return aes.NewCipher, 24
	case "2.16.840.1.101.3.4.1.42":
		return aes.NewCipher, 32
	}
	return nil, 0
}

// decryptCBC decrypts and takes the padding off.
func decryptCBC(block cipher.Block, iv, data []byte) ([]byte, bool) {
	size := block.BlockSize()
	if len(iv) != size || len(data) == 0 || len(data)%size != 0 {
		return nil, false
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, data)
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > size || !bytes.HasSuffix(plain, bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, false
	}
	return plain[:len(plain)-pad], true
}
