/** Gives the person a file, without a server. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Safari reads the address after the click; a minute is long enough for any download to have begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
