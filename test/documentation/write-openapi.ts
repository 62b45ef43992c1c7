import { writeFileSync } from 'node:fs';
import { documentPath, writtenDocument } from './described-routes.ts';

// npm runs it in the project's folder.
writeFileSync(documentPath, writtenDocument());
