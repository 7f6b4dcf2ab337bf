/** The five tones a thing can be shown in. Each is three colours in styles/themes.css; none means anything by itself. */
export type Tone = 'neutral' | 'ink' | 'good' | 'warn' | 'bad';
