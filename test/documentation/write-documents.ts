import { writeFileSync } from 'node:fs';
import { generatedDocuments } from './generated-documents.ts';

// npm runs it in the project's folder.
for (const [path, write] of Object.entries(generatedDocuments)) writeFileSync(path, write());
