import type { Month } from '../../api/month.ts';
import { Figure } from '../../components/figure.tsx';
import { netTotals } from '../../context/net-totals.ts';
import { figureName } from '../../values/figure-words.ts';
import { monthName } from '../../values/month.ts';
import { FigureTile } from './figure-tile.tsx';
import { Waiting } from './month-gains.tsx';
import { usePartTexts } from './part-texts.ts';

/** The month's results, shown instead of the queue once nothing needs attention; each figure links to its changes. */
export default function Brought({ month: { month, done } }: { readonly month: Month }) {
  const part = usePartTexts();
  const { recovered, created, credited, ended, waiting } = done;
  const waits = waiting.up.lines + waiting.down.lines;
  const changes = (count: number): string => part('console-month-parts.changes', { count });
  const ofThese = (what: 'created' | 'ended', count: number): readonly string[] =>
    count === 0 ? [] : [part(`console-month-parts.lines-${what}`, { count })];
  return (
    <section aria-labelledby="done" className="border-t border-line px-4 py-3">
      <h3 id="done" className="font-semibold">
        {part('console-month-parts.done', { month: monthName(month) })}
      </h3>
      {recovered.lines + credited.lines + waits === 0 ? (
        <p className="text-ink-2">{part('console-month-parts.nothing-done')}</p>
      ) : (
        <dl className="mt-1 grid grid-cols-2 gap-x-6 gap-y-2 lg:grid-cols-4">
          <FigureTile
            name={figureName('recovered')}
            to="/write-backs?state=confirmed"
            facts={[changes(recovered.lines), ...ofThese('created', created.lines)]}
          >
            <Figure measure="recovered" totals={recovered} />
          </FigureTile>
          <FigureTile
            name={figureName('credited')}
            to="/write-backs?state=confirmed"
            facts={[changes(credited.lines), ...ofThese('ended', ended.lines)]}
          >
            <Figure measure="credited" totals={credited} />
          </FigureTile>
          <FigureTile name={figureName('net')} facts={[part('console-month-parts.per-month')]}>
            <Figure measure="net" totals={netTotals(done)} named />
          </FigureTile>
          <FigureTile
            name={part('console-month-parts.waiting')}
            to="/write-backs?state=queued,sending,unknown"
            facts={[changes(waits)]}
          >
            {waits === 0 ? '–' : <Waiting waiting={waiting} />}
          </FigureTile>
        </dl>
      )}
    </section>
  );
}
