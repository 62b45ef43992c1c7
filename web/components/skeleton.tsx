import { useEffect, useState } from 'react';
import { commonText } from '../values/common-texts.ts';

/** True once this long has passed: what comes immediately needs no skeleton. */
export function useLate(ms = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Grey bars in the place of rows to come; keeps their height from the first moment. */
export function Skeleton({
  rows = 4,
  label = commonText('console-common.loading'),
}: {
  readonly rows?: number;
  readonly label?: string;
}) {
  const late = useLate();
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-2 py-2">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={`h-6 rounded-control ${late ? 'animate-pulse bg-sunken' : ''}`} />
      ))}
    </div>
  );
}

export function PageSkeleton() {
  return (
    <div className="p-6">
      <Skeleton rows={8} />
    </div>
  );
}
