// Sealing and opening of tips, for the teller's pages and for the desk. The same
// derivations stand in internal/seal/tip.go; both sides read age's format.
import { Encrypter, Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";

export { generateX25519Identity as newIdentity, identityToRecipient as publicOf };

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
export const digest = (text) => hex(sha256(utf8(text)));

// What age's library needs and very old browsers lack.
export const able = () => typeof ReadableStream === "function" && typeof TransformStream === "function" && typeof BigInt === "function" && !!(window.crypto && crypto.getRandomValues);

export function base64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
export const unbase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// Letters are filled up to one of a few sizes, so that the sealed size tells little.
const sizes = [8, 32, 128, 512].map((k) => k * 1024);
export function letterBytes(letter) {
  const bare = utf8(JSON.stringify({ ...letter, pad: "" }));
  const size = sizes.find((s) => bare.length <= s) || Math.ceil(bare.length / 1048576) * 1048576;
  const out = new Uint8Array(size).fill(32);
  out.set(bare.subarray(0, bare.length - 2));
  out.set(utf8('"}'), size - 2);
  return out;
}
export const readLetter = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

export async function letterOf(text, files) {
  const list = [];
  for (const f of files) list.push({ name: f.name, type: f.type, data: base64(new Uint8Array(await f.arrayBuffer())) });
  return list.length ? { text, files: list } : { text };
}

export async function sealTo(bytes, ...publics) {
  const e = new Encrypter();
  for (const p of publics) e.addRecipient(p);
  return e.encrypt(bytes);
}
export async function openWith(bytes, identity) {
  const d = new Decrypter();
  d.addIdentity(identity);
  return d.decrypt(bytes);
}
export async function wrapByPhrase(identity, phrase) {
  const e = new Encrypter();
  e.setPassphrase(phrase);
  return e.encrypt(identity);
}
export async function unwrapByPhrase(bytes, phrase) {
  const d = new Decrypter();
  d.addPassphrase(phrase);
  return d.decrypt(bytes, "text");
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export function newCode() {
  const raw = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(raw, (b) => alphabet[b & 31]).join("").replace(/(.{4})(?=.)/g, "$1-");
}
export function plainCode(typed) {
  const code = typed.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1").replace(/[^0-9A-HJKMNP-TV-Z]/g, "");
  return code.length === 24 ? code : "";
}
export const doorOf = (code) => digest("yingda tip door 1\n" + code);
export const keyOf = (code) => bech32.encode("age-secret-key-", bech32.toWords(sha256(utf8("yingda tip answer 1\n" + code))), false).toUpperCase();

// Work that makes a flood dear: a digest with so many leading zero bits.
export async function work(token, bits) {
  for (let n = 0; ; n++) {
    const sum = sha256(utf8(token + "." + n));
    if (((sum[0] << 24) | (sum[1] << 16) | (sum[2] << 8) | sum[3]) >>> (32 - bits) === 0) return String(n);
    if (n % 4000 === 3999) await new Promise((go) => setTimeout(go, 0));
  }
}
