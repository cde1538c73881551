import { lazy, Suspense } from 'react';
import { Loading } from '@/ui/Loading';
import type { FileOf } from './files';

const FilePanel = lazy(() => import('./FilePanel'));

// FileTab is the file of a resource, to be edited. What it takes to do so is loaded with it.
export function FileTab(of: FileOf) {
  return (
    <Suspense fallback={<Loading rows={8} />}>
      <FilePanel {...of} />
    </Suspense>
  );
}
