package report

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"

	"yingda/internal/fault"
	"yingda/internal/seal"
)

const dossierFormat = "yingda-dossier-1"

// SignedDossier (签名卷宗) is a dossier as a file: its bytes, their SHA-256, and
// the installation's Ed25519 signature over format and hash. Public is the
// public half of the key; a verifier compares it with the one that the agency
// gave out, since a forger would put in their own.
type SignedDossier struct {
	Dossier   json.RawMessage `json:"dossier"`
	SHA256    string          `json:"sha256"`
	Key       string          `json:"key"`
	Public    string          `json:"public"` // base64
	Signature string          `json:"signature"`
}

// Sign signs a dossier with the key in force.
func (d Dossier) Sign(keys *seal.Keys) (SignedDossier, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return SignedDossier{}, err
	}
	id, private := keys.SigningKey()
	hash := digest(raw)
	return SignedDossier{
		Dossier: raw, SHA256: hash, Key: id, Public: base64.StdEncoding.EncodeToString(private.Public().(ed25519.PublicKey)),
		Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(private, []byte(dossierFormat+"\n"+hash))),
	}, nil
}

// VerifyDossier checks a dossier file: that its bytes are those that were signed
// and, where public keys are given, that one of them made the signature. White
// space between the parts does not count. Faults: dossier.format, dossier.hash,
// dossier.key, dossier.signature.
func VerifyDossier(file []byte, keys map[string]ed25519.PublicKey) (SignedDossier, error) {
	var s SignedDossier
	if err := json.Unmarshal(file, &s); err != nil || len(s.Dossier) == 0 {
		return s, fault.New(fault.Invalid, "dossier.format", "这不是卷宗文件：应是导出的 JSON").Because(err)
	}
	var plain bytes.Buffer
	if err := json.Compact(&plain, s.Dossier); err != nil {
		return s, fault.New(fault.Invalid, "dossier.format", "卷宗的内容不是完整的 JSON").Because(err)
	}
	s.Dossier = plain.Bytes()
	if digest(plain.Bytes()) != s.SHA256 {
		return s, fault.New(fault.Conflict, "dossier.hash", "卷宗的内容与校验值不一致：签名之后被改动过")
	}
	public, err := base64.StdEncoding.DecodeString(s.Public)
	if err != nil || len(public) != ed25519.PublicKeySize {
		return s, fault.New(fault.Invalid, "dossier.key", "卷宗里的公钥不完整")
	}
	if keys != nil {
		known, ok := keys[s.Key]
		if !ok || !bytes.Equal(known, public) {
			return s, fault.New(fault.Conflict, "dossier.key", "签名用的不是本机关的密钥（编号 %s）", s.Key)
		}
	}
	signature, err := base64.StdEncoding.DecodeString(s.Signature)
	if err != nil || !ed25519.Verify(public, []byte(dossierFormat+"\n"+s.SHA256), signature) {
		return s, fault.New(fault.Conflict, "dossier.signature", "签名不对：卷宗或签名被改动过")
	}
	return s, nil
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
