import { useSchedule } from '../../api/integrations.ts';
import { Begins } from '../../components/instant.tsx';

/** "Next: tomorrow 02:00–02:20", in the company's zone. */
export function NextSync({ integrationId }: { readonly integrationId: string }) {
  const { data } = useSchedule(integrationId);
  const next = data?.nextTimes[0];
  if (data === undefined || (!data.exists && next === undefined)) return null;
  return (
    <span className="text-table text-ink-2">
      {data.paused || data.pausedInTemporal ? 'The schedule is paused.' : null}
      {next === undefined ? null : (
        <>
          Next by schedule: <Begins at={next} />
        </>
      )}
    </span>
  );
}
