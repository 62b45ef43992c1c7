import { errors } from '../../contracts/errors.ts';
import { noticeSeverities } from '../../domain/notices.ts';

it('every notice has its words in the table of errors', () => {
  expect(Object.keys(noticeSeverities).filter((code) => !(code in errors))).toEqual([]);
});
