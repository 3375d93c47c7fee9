const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Seconds of `90m`, `12h`, `7d` or `2w`; undefined for anything else. */
export function parseAge(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(amount) * SECONDS[unit]!;
}
