import { Check } from 'lucide-react';
import { Link } from './router.tsx';

export interface Step {
  readonly id: string;
  readonly words: string;
  readonly to: string;
  readonly done: boolean;
}

/** Where one is in the set-up; every place is a link. Narrow pages show its place with the list folded. */
export function Stepper({
  steps,
  current,
  label,
  place,
  done,
}: {
  readonly steps: readonly Step[];
  readonly current: string;
  readonly label: string;
  /** "Step 3 of 7: Status". */
  readonly place: string;
  /** What is heard at a step that is done. */
  readonly done: string;
}) {
  const list = (
    <ol className="flex flex-col gap-0.5">
      {steps.map((step, index) => (
        <StepLink key={step.id} step={step} number={index + 1} isCurrent={step.id === current} done={done} />
      ))}
    </ol>
  );
  return (
    <nav aria-label={label} className="xl:w-42 xl:shrink-0">
      <details className="rounded-card border border-line bg-surface px-3 py-2 xl:hidden">
        <summary className="cursor-pointer font-medium">{place}</summary>
        <div className="mt-2">{list}</div>
      </details>
      <div className="sticky top-16 hidden xl:block">{list}</div>
    </nav>
  );
}

function StepLink({
  step,
  number,
  isCurrent,
  done,
}: {
  readonly step: Step;
  readonly number: number;
  readonly isCurrent: boolean;
  readonly done: string;
}) {
  const circle = isCurrent
    ? 'bg-accent text-on-accent'
    : step.done
      ? 'bg-ok-tint text-ok'
      : 'border border-edge text-ink-2';
  return (
    <li>
      <Link
        to={step.to}
        {...(isCurrent ? { 'aria-current': 'step' } : {})}
        className={`flex items-center gap-2.5 rounded-control px-2 py-1.5 hover:bg-hover ${isCurrent ? 'bg-selected font-semibold' : 'text-ink-2'}`}
      >
        <span
          className={`inline-flex size-5 shrink-0 items-center justify-center rounded-full text-meta font-semibold ${circle}`}
        >
          {step.done && !isCurrent ? <Check size={12} aria-hidden /> : number}
        </span>
        {step.words}
        {step.done ? <span className="sr-only">{done}</span> : null}
      </Link>
    </li>
  );
}
