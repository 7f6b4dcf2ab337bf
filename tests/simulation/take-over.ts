/** Imported before everything else: what has taken hold of a global or a thread by then is beyond the run's command. */
import { watchWrites } from './disk.ts';
import { takeOver } from './virtual-world.ts';

takeOver();
watchWrites();
