# runs http_cases.jsonl (group noauth by default) against a server: http_check.py http://127.0.0.1:PORT [group]
import sys,json,base64,http.client,urllib.parse,fnmatch
u=urllib.parse.urlparse(sys.argv[1]); grp=sys.argv[2] if len(sys.argv)>2 else 'noauth'; bad=n=0
def sub(e,g):
    if e=='*': return g is not None
    if isinstance(e,dict): return isinstance(g,dict) and all(k in g and sub(v,g[k]) for k,v in e.items())
    if isinstance(e,list): return isinstance(g,list) and len(e)<=len(g) and all(sub(a,b) for a,b in zip(e,g))
    return e==g
for l in open(__import__('os').path.join(__import__('os').path.dirname(__import__('os').path.abspath(__file__)),'http_cases.jsonl')):
    c=json.loads(l)
    if c['group']!=grp: continue
    r=c['request']; body=r.get('body','').encode() if 'body' in r else base64.b64decode(r['body_b64']) if 'body_b64' in r else None
    if body is None and r['method']=='POST' and c['expect']['status'] in(413,503): continue
    h=http.client.HTTPConnection(u.hostname,u.port,timeout=10); hd=dict(r['headers'])
    try:
        if r.get('chunked'): h.request(r['method'],r['path'],iter([body]),hd,encode_chunked=True)
        else: h.request(r['method'],r['path'],body,hd)
        a=h.getresponse(); b=a.read(); H={k.lower():v for k,v in a.getheaders()}
    except Exception as x: print('FAIL',c['id'],c['name'],x); bad+=1; n+=1; continue
    e=c['expect']; why=[]
    if a.status!=e['status']: why.append('status %d want %d'%(a.status,e['status']))
    if 'body_contains' in e and e['body_contains'].encode() not in b and json.dumps(e['body_contains'])[1:-1].encode() not in b: why.append('body %r lacks %r'%(b[:120],e['body_contains']))
    if 'json' in e:
        try: ok=sub(e['json'],json.loads(b))
        except Exception: ok=False
        if not ok: why.append('json %r'%b[:150])
    for k,v in e.get('headers',{}).items():
        if k.lower() not in H or not fnmatch.fnmatch(H[k.lower()],v): why.append('header %s=%r want %s'%(k,H.get(k.lower()),v))
    if 'no_header' in e and e['no_header'].lower() in H: why.append('has header '+e['no_header'])
    n+=1
    if why: bad+=1; print('FAIL',c['id'],c['name'],'['+c['source']+']',why)
print('%d passed, %d failed'%(n-bad,bad)); sys.exit(1 if bad or not n else 0)
