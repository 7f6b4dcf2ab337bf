/** There is no such place; the ways on are named. */
import type { JSX } from 'solid-js';
import { NotFound } from '../../components/not-found.tsx';

export default function NotFoundPage(): JSX.Element {
  return <NotFound />;
}
