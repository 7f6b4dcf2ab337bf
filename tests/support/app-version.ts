/**
 * Another version of the built app, as it comes over one device's wire after a deployment: its scripts have names of
 * their own, and those of the version before are gone.
 */
import type { Ambush, DeviceProxy } from './device-proxy.ts';

export interface AppVersion {
  /** Letters and digits. */
  readonly name: string;
  /** What this version writes into the device's database; as the built one does, unless given. */
  readonly dataVersion?: number;
}

const hashed = /-([\w-]{8})\.(js|css)\b/g;
const texts = /^\/(?!api\/)(?!.*\.(?:woff2|png|svg|webmanifest|map)$)/;

/** From the first mention to the last, the version is the only number that anything is compared with or set to. */
const saysDataVersion = /`dataVersion`[^]*`dataVersion`,value:1/;
const mentions = 5;

/** A build that says it otherwise makes the test fail, not pass. */
const raise = (text: string, dataVersion: number): string =>
  text.replace(saysDataVersion, (found) => {
    let count = 0;
    const raised = found.replace(/([=<>:])1(?![\w.])/g, (_all, sign: string) => {
      count += 1;
      return `${sign}${dataVersion}`;
    });
    if (count !== mentions) throw new Error(`The built app names its data version ${count} times.`);
    return raised;
  });

/** From now on this device gets this version. `end()` rolls it back to the one that the server has. */
export function deploy(wire: DeviceProxy, { name, dataVersion }: AppVersion): Ambush {
  const change = (text: string): string => {
    const renamed = text
      .replace(hashed, `-$1.${name}.$2`)
      .replace(/("revision":"\w+)(","url":"index\.html")/, `$1${name}$2`);
    return dataVersion === undefined ? renamed : raise(renamed, dataVersion);
  };
  const at = (path: string): string => {
    if (!path.startsWith('/assets/')) return path;
    return path.includes(`.${name}.`) ? path.replace(`.${name}.`, '.') : `/assets/gone${path}`;
  };
  return wire.lay(texts, { kind: 'rewrite', change, at }, Infinity);
}
