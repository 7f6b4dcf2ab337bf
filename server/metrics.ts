/** Counters that live as long as the process, and their text for Prometheus. */
export type Labels = Readonly<Record<string, string>>;

export interface Counters {
  /** Names are lower case with underscores and end in `_total`. Labels come from closed lists, never from people. */
  add(name: string, labels?: Labels, amount?: number): void;
  render(): string;
}

export function createCounters(): Counters {
  const values = new Map<string, number>();
  return {
    add(name, labels = {}, amount = 1) {
      const series = seriesName(name, labels);
      values.set(series, (values.get(series) ?? 0) + amount);
    },
    render() {
      const memory = process.memoryUsage();
      const lines = [
        `process_resident_memory_bytes ${memory.rss}`,
        `process_heap_used_bytes ${memory.heapUsed}`,
        `process_uptime_seconds ${Math.round(process.uptime())}`,
        ...[...values].map(([series, value]) => `unionhall_${series} ${value}`).sort(),
      ];
      return `${lines.join('\n')}\n`;
    },
  };
}

function seriesName(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}="${value.replaceAll(/["\\\n]/g, '_')}"`,
  );
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}
