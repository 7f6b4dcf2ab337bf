/** A part fetched only when asked for: an old window must still get its own after an update. */
declare const __BUILD_NUMBER__: string;

export const lazy = `lazy ${__BUILD_NUMBER__}`;
