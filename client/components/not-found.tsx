/** Nothing stands at this address, or nothing that this person may see: the same words for both. */
import type { JSX } from 'solid-js';
import { ButtonLink } from '../elements/button-link.tsx';
import { EmptyState } from '../elements/empty-state.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { t } from '../i18n/t.ts';

export function NotFound(): JSX.Element {
  return (
    <>
      <PageHeader title={t('notFound.title')} />
      <EmptyState
        picture="search"
        title={t('notFound.lede')}
        actions={
          <ButtonLink variant="primary" href="/">
            {t('notFound.home')}
          </ButtonLink>
        }
      >
        {t('notFound.text')}
      </EmptyState>
    </>
  );
}
