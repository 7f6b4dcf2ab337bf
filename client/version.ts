/** Which bundle this is, as the office and the person see it. */
import { version } from '../package.json';

export const appVersion: string = version;
