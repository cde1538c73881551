import { lazy, Suspense } from 'react';
import { Loading } from '../Loading';
import { patient } from '../patient';
import type { SchemaFormProps } from './types';

const Drawn = lazy(() => patient(() => import('./Drawn')));

// SchemaForm is the form of an object that a JSON Schema describes. What draws it is loaded
// when it is first needed.
export function SchemaForm(props: SchemaFormProps) {
  return (
    <Suspense fallback={<Loading rows={6} />}>
      <Drawn {...props} />
    </Suspense>
  );
}
