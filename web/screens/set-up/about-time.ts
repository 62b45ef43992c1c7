/** "about 20 seconds", "about 2 minutes", "about 3 hours": rounded up, since an estimate is rather too long. */
export function aboutTime(seconds: number): string {
  if (seconds <= 90) return `about ${Math.max(10, Math.ceil(seconds / 10) * 10)} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90 ? `about ${minutes} minutes` : `about ${Math.ceil(minutes / 60)} hours`;
}
