/**
 * The server's key pairs: one signs access tokens, one opens what devices sealed for the office, one seals the audit.
 * They come from the settings; outside production they are made once and kept with the other secrets.
 */
import { createHash, createPublicKey, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { openSecretStore } from '../database/secrets.ts';
import { parseEllipticKey, type Settings } from '../environment.ts';

export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

export interface KeyPair {
  /** RFC 7638 thumbprint: says which key, says nothing about it. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

export interface Keys {
  readonly token: KeyPair;
  readonly seal: KeyPair;
  /** For keyed marks of e-mail and network addresses (marks.ts). */
  readonly markKey: Buffer;
}

/** @throws in production when a key is missing. */
export function loadKeys(settings: Pick<Settings, 'production' | 'dataDir' | 'tokenKey' | 'sealKey'>): Keys {
  const token = settings.tokenKey ?? ownKey(settings, 'TOKEN_KEY');
  const seal = settings.sealKey ?? ownKey(settings, 'SEAL_KEY');
  return keysFrom(token, seal);
}

export function keysFrom(token: KeyObject, seal: KeyObject): Keys {
  const secret = token.export({ format: 'der', type: 'pkcs8' });
  const markKey = Buffer.from(hkdfSync('sha256', secret, 'unionhall', 'marks of addresses', 32));
  return { token: pairFrom(token), seal: pairFrom(seal), markKey };
}

export function makePrivateKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

/** The seal key as WebCrypto wants it, for ECDH with what a device sent. */
export function importSealKey(pair: KeyPair): Promise<CryptoKey> {
  const der = Uint8Array.from(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
  return crypto.subtle.importKey('pkcs8', der, { name: 'ECDH', namedCurve: 'P-256' }, false, [
    'deriveBits',
    'deriveKey',
  ]);
}

/** Signs seals over the audit. @throws in production when it is missing. */
export const loadAuditKey = (settings: Pick<Settings, 'production' | 'dataDir' | 'auditKey'>): KeyPair =>
  pairFrom(settings.auditKey ?? ownKey(settings, 'AUDIT_KEY'));

function ownKey(settings: Pick<Settings, 'production' | 'dataDir'>, name: string): KeyObject {
  if (settings.production)
    throw new Error(`${name} is missing: set it to a private P-256 key, as a JWK or PEM.`);
  const text = openSecretStore(settings.dataDir).getOrMake(name, () =>
    makePrivateKey().export({ format: 'pem', type: 'pkcs8' }).toString(),
  );
  const key = parseEllipticKey(text);
  if (key === null)
    throw new Error(`${name} in secrets.json is damaged: remove that entry, and a new one is made.`);
  return key;
}

function pairFrom(privateKey: KeyObject): KeyPair {
  const publicKey = createPublicKey(privateKey);
  const { x, y } = publicKey.export({ format: 'jwk' });
  if (x === undefined || y === undefined) throw new Error('A P-256 key has two coordinates.');
  const id = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  return { id, privateKey, publicKey, publicJwk: { kty: 'EC', crv: 'P-256', x, y } };
}
