interface RoughDuration {
  readonly unit: 'seconds' | 'minutes' | 'hours';
  readonly count: number;
}

/** 20 seconds, 2 minutes, 3 hours: rounded up, since an estimate is rather too long. */
export function roughDuration(seconds: number): RoughDuration {
  if (seconds <= 90) return { unit: 'seconds', count: Math.max(10, Math.ceil(seconds / 10) * 10) };
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90
    ? { unit: 'minutes', count: minutes }
    : { unit: 'hours', count: Math.ceil(minutes / 60) };
}
