import { render } from '@testing-library/react';
import { createLucideIcon } from 'lucide-react';
import createLightIcon from './light-icon.ts';

it.each([
  { size: 14, 'aria-hidden': true },
  { size: 16, className: 'animate-spin', 'aria-label': 'passed', role: 'img' },
])('draws what lucide-react draws with %p', (props) => {
  const node = [['path', { d: 'M20 6 9 17l-5-5', key: '1gmf2c' }]] as [['path', Record<string, string>]];
  const attributesOf = (Icon: ReturnType<typeof createLightIcon>) => {
    const { firstElementChild: svg } = render(<Icon {...props} />).container;
    return [svg?.innerHTML, ...(svg?.attributes ?? [])]
      .map((part) => (part instanceof Attr ? `${part.name}=${part.value.split(' ').sort().join(' ')}` : part))
      .sort();
  };
  const Lucide = createLucideIcon('check', node) as unknown as ReturnType<typeof createLightIcon>;
  expect(attributesOf(createLightIcon({ name: 'check', node }))).toEqual(attributesOf(Lucide));
});
