package remote

import (
	"container/list"
	"sync"

	"lockstep.dev/gitwire/object"
)

// blobCache keeps the blobs that were used last, up to a number of bytes. They save
// requests and serve as bases of thin packs.
type blobCache struct {
	mu    sync.Mutex
	max   int64
	size  int64
	order *list.List // of cached, the last used in front
	byOID map[object.OID]*list.Element
}

type cached struct {
	id   object.OID
	data []byte
}

// cachedOverhead is about what an entry costs beside its data, in bytes.
const cachedOverhead = 200

func newBlobCache(limit int64) *blobCache {
	return &blobCache{max: limit, order: list.New(), byOID: map[object.OID]*list.Element{}}
}

func (c *blobCache) get(id object.OID) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byOID[id]
	if e == nil {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(cached).data, true
}

// drop forgets a blob, if it is there.
func (c *blobCache) drop(id object.OID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.byOID[id]; e != nil {
		old := c.order.Remove(e).(cached)
		delete(c.byOID, id)
		c.size -= int64(len(old.data)) + cachedOverhead
	}
}

func (c *blobCache) put(id object.OID, data []byte) {
	cost := int64(len(data)) + cachedOverhead
	if cost > c.max/2 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.byOID[id]; e != nil {
		c.order.MoveToFront(e)
		return
	}
	c.byOID[id] = c.order.PushFront(cached{id, data})
	for c.size += cost; c.size > c.max; {
		old := c.order.Remove(c.order.Back()).(cached)
		delete(c.byOID, old.id)
		c.size -= int64(len(old.data)) + cachedOverhead
	}
}
