/** Small drawings for empty places: a form, a hall, a lamp in amber. Decoration; the words beside them say it all. */
import type { JSX } from 'solid-js';

export type PictureName = 'day' | 'roster' | 'sent' | 'search' | 'lock' | 'device' | 'coming';

/** The hall: gable, beam, door, and the lamp over it. */
const day = (): JSX.Element => (
  <>
    <ellipse class="shade" cx="80" cy="106" rx="66" ry="7" />
    <path class="paper" d="M34 52v53h92V52L80 22z" />
    <path d="M24 58L80 21l56 37" />
    <path class="faint" d="M46 62h68M46 70h68" />
    <path class="paper" d="M68 105V80h24v25" />
    <path class="faint" d="M80 80v25M44 82h14v12H44zM102 82h14v12h-14z" />
    <circle class="lamp" cx="80" cy="47" r="6" />
  </>
);

const roster = (): JSX.Element => (
  <>
    <ellipse class="shade" cx="80" cy="106" rx="58" ry="7" />
    <path class="paper" d="M44 18h72v87H44z" />
    <path class="paper" d="M66 12h28v12H66z" />
    <circle class="lamp" cx="80" cy="18" r="2.5" />
    <path class="faint" d="M66 42h38M66 58h38M66 74h38M66 90h24" />
    <path d="M52 41l3 3 5-6M52 57l3 3 5-6" />
    <path class="faint" d="M53 71h6v6h-6zM53 87h6v6h-6z" />
  </>
);

const sent = (): JSX.Element => (
  <>
    <ellipse class="shade" cx="80" cy="106" rx="62" ry="7" />
    <path class="paper" d="M26 60h108v45H26z" />
    <path class="paper" d="M26 60l12-18h84l12 18" />
    <path d="M26 60h32c2 10 8 15 22 15s20-5 22-15h32" />
    <path class="faint" d="M60 34h40M66 26h28" />
    <circle class="lamp" cx="80" cy="90" r="5" />
  </>
);

const search = (): JSX.Element => (
  <>
    <ellipse class="shade" cx="80" cy="106" rx="60" ry="7" />
    <path class="paper" d="M30 26h70v79H30z" />
    <path class="faint" d="M42 42h34M42 54h26M42 66h20M42 78h26M42 90h34" />
    <circle class="paper" cx="99" cy="62" r="22" />
    <path d="M115 78l17 18" />
    <circle class="lamp" cx="99" cy="62" r="5" />
  </>
);

const lock = (): JSX.Element => (
  <>
    <ellipse class="shade" cx="80" cy="106" rx="54" ry="7" />
    <path d="M60 54V40a20 20 0 0 1 40 0v14" />
    <path class="paper" d="M46 54h68v51H46z" />
    <path d="M80 84v10" />
    <circle class="lamp" cx="80" cy="77" r="7" />
  </>
);

const device = (): JSX.Element => (
  <>
    <ellipse class="shade" cx="80" cy="106" rx="50" ry="7" />
    <path class="paper" d="M52 14h56v92H52z" />
    <path class="faint" d="M52 26h56M52 94h56M62 40h36M62 50h24M62 60h36M62 70h18" />
    <path d="M74 100h12" />
    <circle class="lamp" cx="98" cy="80" r="5" />
  </>
);

/** A tray that fills: some sheets lie in it, one is on its way. */
const coming = (): JSX.Element => (
  <>
    <ellipse class="shade" cx="80" cy="106" rx="60" ry="7" />
    <path class="paper" d="M34 66h92v39H34z" />
    <path class="faint" d="M46 78h68M46 86h68M46 94h40" />
    <path class="paper" d="M60 18h40v34H60z" stroke-dasharray="5 4" />
    <path d="M80 30v26M71 48l9 9 9-9" />
    <circle class="lamp" cx="80" cy="24" r="4" />
  </>
);

const pictures: Record<PictureName, () => JSX.Element> = {
  day,
  roster,
  sent,
  search,
  lock,
  device,
  coming,
};

export function Picture(props: { name: PictureName }): JSX.Element {
  return (
    <svg class="empty-picture" viewBox="0 0 160 116" aria-hidden="true">
      {pictures[props.name]()}
    </svg>
  );
}
