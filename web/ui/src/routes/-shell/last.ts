const key = 'lockstep:workspace';

// lastWorkspace is the slug of the workspace that was seen last in this browser.
export const lastWorkspace = () => localStorage.getItem(key);

export const rememberWorkspace = (slug: string) => localStorage.setItem(key, slug);
