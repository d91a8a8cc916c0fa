-- Customers that are possibly the same: an equal name or phone number after normalization.
-- 可能重复的客户：规范化后名称或电话相同。
--
-- Needs: Account (accountName, phone). 需要同步：Account。
-- Names lose spaces, brackets, and the legal form at the end, such as 有限公司. Phone numbers lose
-- spaces, hyphens and +86.
WITH named AS (
    SELECT _id, accountName, phone,
        rtrim(lower(replace(replace(replace(replace(replace(replace(replace(replace(
            accountName, ' ', ''), '　', ''), '（', ''), '）', ''), '(', ''), ')', ''), '.', ''), ',', ''))) AS name,
        replace(replace(replace(coalesce(phone, ''), ' ', ''), '-', ''), '+86', '') AS number
    FROM Account
    WHERE _deleted_at IS NULL
),
short AS (
    SELECT _id, accountName, phone, number,
        CASE
            WHEN name LIKE '%股份有限公司' THEN substr(name, 1, length(name) - 6)
            WHEN name LIKE '%有限责任公司' THEN substr(name, 1, length(name) - 6)
            WHEN name LIKE '%有限公司' THEN substr(name, 1, length(name) - 4)
            WHEN name LIKE '%公司' THEN substr(name, 1, length(name) - 2)
            ELSE name
        END AS name
    FROM named
)
SELECT 'name' AS same, name AS value, count(*) AS records,
    group_concat(accountName, ' | ') AS customers, group_concat(_id, ' ') AS ids
FROM short
WHERE name <> ''
GROUP BY name
HAVING count(*) > 1
UNION ALL
SELECT 'phone', number, count(*), group_concat(accountName, ' | '), group_concat(_id, ' ')
FROM short
WHERE number <> ''
GROUP BY number
HAVING count(*) > 1
ORDER BY 3 DESC, 1, 2;
