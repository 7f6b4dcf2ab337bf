/**
 * Sealing to the server's public key, so that work can rest on a shared tablet without being read there:
 * the second copy of unsent work, and what a person hands over at sign-out.
 *
 * ECDH P-256 with a fresh key for each seal → HKDF-SHA-256 → AES-256-GCM. Text form:
 * `uh1.<ephemeral public key, raw, base64url>.<iv>.<ciphertext>`. Only the server can open it; a seal does not prove
 * who made it, so what comes out is treated as a claim.
 */
const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const info = new TextEncoder().encode('unionhall seal v1');

const toBase64Url = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
    character.charCodeAt(0),
  );

async function sharedKey(
  own: CryptoKey,
  other: CryptoKey,
  salt: Uint8Array<ArrayBuffer>,
  use: KeyUsage,
): Promise<CryptoKey> {
  const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256);
  const material = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    [use],
  );
}

/** Seals UTF-8 text for the holder of the private key behind `publicKey` (JWK). */
export async function seal(publicKey: JsonWebKey, plain: string): Promise<string> {
  const recipient = await crypto.subtle.importKey('jwk', publicKey, curve, false, []);
  const ephemeral = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
  const key = await sharedKey(ephemeral.privateKey, recipient, raw, 'encrypt');
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(plain));
  return ['uh1', toBase64Url(raw), toBase64Url(iv), toBase64Url(new Uint8Array(sealed))].join('.');
}

/** Opens a seal; undefined when it is broken, altered, or made for another key. */
export async function unseal(privateKey: JsonWebKey, sealed: string): Promise<string | undefined> {
  const [version, ephemeral, iv, body] = sealed.split('.');
  if (version !== 'uh1' || !ephemeral || !iv || !body) return undefined;
  try {
    const own = await crypto.subtle.importKey('jwk', privateKey, curve, false, ['deriveBits']);
    const raw = fromBase64Url(ephemeral);
    const other = await crypto.subtle.importKey('raw', raw, curve, false, []);
    const key = await sharedKey(own, other, raw, 'decrypt');
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: fromBase64Url(iv) },
      key,
      fromBase64Url(body),
    );
    return new TextDecoder().decode(plain);
  } catch {
    return undefined;
  }
}
