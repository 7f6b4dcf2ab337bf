/** Whether rows of some entities are still on their way to this device. Until they are here, nobody says there are none. */
import type { DownloadStatus, Hall } from '../hall.ts';

/** How far the download is that some of these are still to come with; undefined when all of them are here. */
export function comingOf(hall: Hall, of: readonly string[]): DownloadStatus | undefined {
  const { download } = hall.sync.status();
  return download && of.some((entity) => download.coming.includes(entity)) ? download : undefined;
}
